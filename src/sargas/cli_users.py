"""The commands of `sargas users` and what they are told; the work is in `sargas.commands.users`."""

from pathlib import Path
from typing import Annotated

import typer

users_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Who may come to the console.")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
UsersFile = Annotated[Path, typer.Argument(help="The file that [web] users names; made where there is none.")]
Name = Annotated[str, typer.Argument(help="As the journal and the roster call them.")]
RoleNames = Annotated[
    list[str], typer.Option("--role", help="viewer operator lead director planner admin partner; repeatable.")
]
Cleared = Annotated[bool, typer.Option(help="May see unlawful interference (7500).")]


@users_app.command("add")
def users_add(file: UsersFile, name: Name, role: RoleNames, cleared: Cleared = False) -> None:
    """Somebody new. The password is asked for, or is the first line of standard input."""
    from sargas.commands.users import run_add

    raise typer.Exit(run_add(file, name, role, cleared))


@users_app.command("passwd")
def users_passwd(file: UsersFile, name: Name) -> None:
    """Another password; sessions that began with the old one end."""
    from sargas.commands.users import run_passwd

    raise typer.Exit(run_passwd(file, name))


@users_app.command("roles")
def users_roles(file: UsersFile, name: Name, role: RoleNames, cleared: Cleared = False) -> None:
    """Other roles, in place of those that there were, from the next request on."""
    from sargas.commands.users import run_roles

    raise typer.Exit(run_roles(file, name, role, cleared))


@users_app.command("remove")
def users_remove(file: UsersFile, name: Name) -> None:
    """Somebody goes; sessions and keys end."""
    from sargas.commands.users import run_remove

    raise typer.Exit(run_remove(file, name))


@users_app.command("key")
def users_key(
    file: UsersFile,
    name: Name,
    label: Annotated[str, typer.Argument(help="What program it is for.")],
    role: Annotated[list[str] | None, typer.Option("--role", help="Fewer roles than the user's; repeatable.")] = None,
    days: Annotated[float | None, typer.Option(min=0.01, help="It ends after so many days.")] = None,
) -> None:
    """A key for a program, printed once: it acts as its user."""
    from sargas.commands.users import run_key

    raise typer.Exit(run_key(file, name, label, role or [], days))


@users_app.command("revoke")
def users_revoke(file: UsersFile, name: Name, label: Annotated[str, typer.Argument(help="Of the key.")]) -> None:
    """A key opens nothing any more."""
    from sargas.commands.users import run_revoke

    raise typer.Exit(run_revoke(file, name, label))


@users_app.command("list")
def users_list(file: UsersFile, as_json: AsJson = False) -> None:
    """Who there is, with roles and keys; nothing that opens anything."""
    from sargas.commands.users import run_list

    raise typer.Exit(run_list(file, as_json))
