"""What a page in Chromium is told when the agent clicks, drags and scrolls."""

import pytest

from cua_desktop.agent.actions import Click, DoubleClick, Drag, Move, Scroll
from cua_desktop.agent.geometry import Point

HERE = Point(431, 322)

CLICKS = """<script>
for (const kind of ['mousedown', 'mouseup', 'click', 'auxclick', 'dblclick', 'contextmenu'])
  addEventListener(kind, event => {
    event.preventDefault()
    report({kind, button: event.button, detail: event.detail, at: [event.screenX, event.screenY],
            keys: [event.ctrlKey, event.shiftKey, event.altKey]})
  })
</script>"""
DRAGS = """<style>div { position: absolute; width: 120px; height: 80px; background: silver }</style>
<div id=thing draggable=true style="left: 300px; top: 300px">drag</div>
<div id=place style="left: 700px; top: 450px">drop</div><script>
thing.addEventListener('dragstart', event => event.dataTransfer.setData('text/plain', 'brought'))
place.addEventListener('dragover', event => event.preventDefault())
place.addEventListener('drop', event => {
  event.preventDefault()
  report(event.dataTransfer.getData('text/plain'))
})
addEventListener('dragend', () => report('end'))
</script>"""
DRAWING = """<style>body { margin: 0; overflow: hidden } canvas { display: block; position: absolute }</style>
<canvas id=plain width=1280 height=800></canvas><canvas id=careful width=1280 height=800></canvas><script>
const pens = {plain: plain.getContext('2d'), careful: careful.getContext('2d')}
const draw = (pen, event) => { pen.lineTo(event.clientX, event.clientY); pen.stroke() }
addEventListener('mousedown', event => {
  for (const pen of Object.values(pens)) { pen.beginPath(); pen.moveTo(event.clientX, event.clientY) }
})
addEventListener('mousemove', event => { if (event.buttons === 1) draw(pens.plain, event) })
addEventListener('pointermove', event => {
  if (event.buttons === 1) for (const each of event.getCoalescedEvents()) draw(pens.careful, each)
})
addEventListener('mouseup', () => report('up'))
const inked = (name, points) => points.filter(([x, y]) =>
  pens[name].getImageData(x - 1, y - 1, 3, 3).data.some(value => value > 0)).length
</script>"""
LONG = "<style>body { margin: 0; width: 9000px; height: 9000px }</style>"


@pytest.fixture
def page(desk, chromium):
    """Shows a page, and says what the page reported."""

    def show(html):
        chromium.show(html)
        desk.perform(Move(Point(100, 100)))
        chromium.reports.clear()
        return chromium

    return show


@pytest.mark.parametrize(
    ("button", "number", "click"),
    [
        ("left", 0, "click"),
        ("wheel", 1, "auxclick"),
        ("right", 2, "contextmenu"),
        ("back", 3, "auxclick"),
        ("forward", 4, "auxclick"),
    ],
)
def test_a_page_is_told_of_every_button(desk, page, button, number, click):
    shown = page(CLICKS)
    desk.perform(Click(HERE, button))
    for kind in ("mousedown", "mouseup", click):
        event = shown.heard(1, lambda report, kind=kind: report["kind"] == kind)[0]
        assert (event["button"], event["at"]) == (number, [431, 322])


def test_back_and_forward_go_through_the_history(desk, chromium):
    before, after = chromium.add("before"), chromium.add("after")
    for path in (before, after):
        chromium.ask(f"setTimeout(() => location.assign('{path}')), 0")
        chromium.wait_for(path)
    desk.perform(Click(HERE), Click(HERE, "back"))
    chromium.wait_for(before)
    desk.perform(Click(HERE, "forward"))
    chromium.wait_for(after)


def test_a_double_click_is_two_clicks_never_three_whatever_went_before(desk, page):
    shown = page(CLICKS)
    desk.perform(Click(HERE), DoubleClick(HERE), DoubleClick(HERE))
    clicks = shown.heard(5, lambda report: report["kind"] == "click")
    assert [click["detail"] for click in clicks] == [1, 1, 2, 1, 2]
    assert len(shown.heard(2, lambda report: report["kind"] == "dblclick")) == 2


def test_modifiers_are_held_on_a_click_and_not_after(desk, page):
    shown = page(CLICKS)
    desk.perform(Click(HERE, keys=("CTRL",)), Click(Point(600, 400), keys=("SHIFT", "ALT")), Click(HERE))
    clicks = shown.heard(3, lambda report: report["kind"] == "click")
    assert [click["keys"] for click in clicks] == [[True, False, False], [False, True, True], [False] * 3]


def test_a_page_takes_what_is_dragged_onto_it_time_and_again(desk, page):
    shown = page(DRAGS)
    for _ in range(3):
        desk.perform(Drag((Point(360, 340), Point(760, 490))))
        assert shown.heard(2) == ["brought", "end"]
        shown.reports.clear()


@pytest.mark.parametrize("keys", [(), ("SHIFT",)])
def test_a_drawing_goes_through_every_point_and_cuts_no_corner(desk, page, keys):
    shown = page(DRAWING)
    path = tuple(Point(300 + 40 * step, 300 + 60 * (step % 2)) for step in range(12))
    desk.perform(Drag(path, keys))
    assert shown.heard(1) == ["up"]
    corners = [[point.x, point.y] for point in path]
    assert shown.ask(f"inked('careful', {corners})") == 12
    # A page that looks once a frame sees all of them too, but for frames that a busy machine leaves out.
    assert shown.ask(f"inked('plain', {corners})") >= 9


def test_a_page_scrolls_both_ways_and_small_scrolls_add_up(desk, page):
    shown = page(LONG)
    shown.ask("addEventListener('scroll', () => report([scrollX, scrollY])), 0")
    desk.perform(*[Scroll(HERE, 0, 30)] * 4, Scroll(HERE, 0, 80), Scroll(HERE, 100, 0), Scroll(HERE, 0, 0))
    assert shown.heard(1, lambda at: at == [120, 240])
    desk.perform(Scroll(HERE, -100, -200))
    assert shown.heard(1, lambda at: at == [0, 0])


def test_scrolling_with_ctrl_zooms_and_leaves_ctrl_up(desk, page):
    shown = page(LONG)
    shown.ask("addEventListener('resize', () => report(devicePixelRatio)), 0")
    desk.perform(Scroll(HERE, 0, -100, keys=("CTRL",)))
    assert shown.heard(1)[-1] > 1
    desk.perform(Scroll(HERE, 0, 100, keys=("CTRL",)))
    assert shown.heard(1, lambda ratio: ratio == 1)
    shown.ask("addEventListener('wheel', event => report({ctrl: event.ctrlKey})), 0")
    desk.perform(Scroll(HERE, 0, 100))
    assert shown.heard(1, lambda report: report == {"ctrl": False})
