from sargas.alerting.board import Board, Book
from sargas.model.alert import Alert


def test_the_last_word_of_each_is_told_once_in_order() -> None:
    book = Book(7)
    one, two = book.number(), book.number()
    for number, why in ((two, "opened"), (one, "opened"), (two, "worsened")):
        book.tell(Alert(number, 1, "advisory", "operators", "", why, 0.0))
    assert [(alert.number, alert.why) for alert in book.told()] == [(7, "opened"), (8, "worsened")]
    assert book.told() == []
    assert (list(book.alerts), book.next_number) == ([8, 7], 9)


def test_what_is_over_leaves_nothing_behind() -> None:
    board = Board({3: 1}, {3: "inside"}, {3: "caution"}, {3: "x"}, {3: 0.0}, {3: True}, {3: "x"})
    board.forget(3)
    assert board == Board()
