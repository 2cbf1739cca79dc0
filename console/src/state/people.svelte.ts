/** Who is signed in and what they may do. The server alone decides; this only keeps buttons from promising too much. */

import { get, post, setToken } from '../wire/api';
import { desk } from './desk.svelte';

export interface Person {
  /** '' with the token of a system without users: then acts ask by whom they are. */
  user: string;
  roles: string[];
  way: 'token' | 'password' | 'oidc' | 'key';
  /** When the session ends, however much it is used. */
  until_s: number | null;
  /** Paths of acts, as the table of roles writes them. */
  may: string[];
}

/** How one comes in here. */
export interface Ways {
  token: boolean;
  password: boolean;
  oidc: string | null;
}

export interface SignedIn {
  number: number;
  user: string;
  way: string;
  address: string;
  since_s: number;
  seen_s: number;
}

class People {
  person = $state.raw<Person | null>(null);
  /** Whether the words of one's own session are asked for again, before it ends. */
  renewing = $state(false);

  signedIn = $derived(!!this.person?.user);
  /** Whether the picture is for them. */
  sees = $derived(this.person === null || this.person.roles.some((role) => role !== 'admin' && role !== 'partner'));

  /** Whether an act is open to who is signed in: `people.may('incidents/{number}/acknowledge')`, or with its number. */
  may(act: string): boolean {
    if (this.person === null) return true;
    return this.person.may.some((path) => new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`).test(`/api/${act}`));
  }

  async ask(): Promise<void> {
    this.take(await get<Person>('api/session'));
  }

  async signIn(name: string, password: string): Promise<void> {
    this.take(await post<Person>('api/login', { name, password }));
    setToken('');
  }

  async signOut(): Promise<void> {
    await post<unknown>('api/logout', {});
  }

  private take(person: Person): void {
    this.person = person;
    this.renewing = false;
    if (person.user) desk.operator = person.user;
  }
}

export const people = new People();
