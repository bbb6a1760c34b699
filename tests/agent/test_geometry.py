from cua_desktop.agent.geometry import Point, Rect


def test_the_right_and_bottom_edges_are_outside():
    rect = Rect(-5, 0, 10, 10)
    assert Point(-5, 0) in rect
    assert Point(4, 9) in rect
    assert Point(5, 9) not in rect
    assert Point(4, 10) not in rect


def test_rectangles_that_only_touch_do_not_intersect():
    assert not Rect(0, 0, 10, 10).intersects(Rect(10, 0, 5, 5))
    assert Rect(0, 0, 10, 10).intersects(Rect(9, 9, 5, 5))
