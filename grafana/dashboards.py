#!/usr/bin/env python3
"""Writes the dashboards in dashboards/; with --check, fails when they are not what it would write."""
import json
import pathlib
import string
import sys

DATASOURCE = {"type": "prometheus", "uid": "${datasource}"}
TARGET = 'job=~"$job", instance=~"$instance"'
ALL_TASKS = "/d/corral-tasks?${datasource:queryparam}&${job:queryparam}"
DETAIL = ("/d/corral-task-detail?${datasource:queryparam}&${job:queryparam}&${instance:queryparam}"
          "&var-task=%s&${__url_time_range}")
QUANTILES = {"median": 0.5, "95th percentile": 0.95, "99th percentile": 0.99}
COLORS = {"succeeded": "green", "panicked": "red", "timed_out": "orange", "cancelled": "blue", "rejected": "purple",
          "failed": "yellow"}
WHOLE = "locale"
FLAT = {"short": 1, "cps": 0.1, "percentunit": 0.01, "s": 0.01}  # the least height of an axis, which zeros make 100
UNKNOWN = [{"type": "special", "options": {"match": "nan", "result": {"text": "–", "index": 0}}}]
CALM = [(None, "text")]
ALARM = [(None, "green"), (0.5, "red")]  # an increase is estimated
FILLING = [(None, "green"), (0.7, "orange"), (0.9, "red")]

# Queries. {ALL} becomes the selector of the chosen instances, {TASKS} that of the chosen tasks on them.


def by(labels, aggregation="sum"):
    return f"{aggregation} by ({', '.join(labels)}) " if labels else aggregation


def gauge(name, *labels):
    return f"{by(labels)}(corral_{name}{{TASKS}})"


def oldest(*labels):
    return f"{by(labels, 'max')}(corral_tasks_oldest_age_seconds{{TASKS}})"


def rate(selector, *labels):
    return f"{by(labels)}(rate({selector}[$__rate_interval]))"


def counted(name, *labels):
    """A second."""
    return rate(f"corral_tasks_{name}_total{{TASKS}}", *labels)


def happened(name, *labels):
    """In the time shown."""
    return f"{by(labels)}(increase(corral_tasks_{name}_total{{TASKS}}[$__range]))"


def quantile(fraction, *labels):
    return f"histogram_quantile({fraction}, {rate('corral_task_duration_seconds_bucket{TASKS}', *labels, 'le')})"


def taken(*labels):
    live, queued, limit = (f"{by(labels)}(corral_tasks_{name}{{ALL}})" for name in ("live", "queued", "limit"))
    return f"({live} + {queued}) / ({limit} > 0)"


def resolve(target, tasks):
    expression = target["expr"].replace("{TASKS", f"{{{TARGET}, {tasks}").replace("{ALL", f"{{{TARGET}")
    return {**target, "expr": expression}


# Panels. Each knows its width and height; where it stands follows from the order.


def panel(kind, title, description, unit, queries, size, instant=False, **more):
    targets = [{"refId": letter, "datasource": DATASOURCE, "expr": expression, "legendFormat": legend,
                "instant": instant, "range": not instant}
               for letter, (legend, expression) in zip(string.ascii_uppercase, queries.items())]
    fields = {"defaults": {"unit": unit, **more.pop("field")}, "overrides": more.pop("overrides", [])}
    return {"type": kind, "title": title, "description": description, "datasource": DATASOURCE, "size": size,
            "fieldConfig": fields, **more, "targets": targets}


def override(name, **properties):
    return {"matcher": {"id": "byName", "options": name},
            "properties": [{"id": key, "value": value} for key, value in properties.items()]}


def thresholds(steps):
    return {"mode": "absolute", "steps": [{"color": color, "value": value} for value, color in steps]}


def row(title, *panels):
    return [{"type": "row", "title": title, "collapsed": False, "panels": [], "size": (24, 1)}, *panels]


def stat(title, description, unit, expression, steps=CALM):
    instant = unit == WHOLE
    options = {"colorMode": "value", "graphMode": "none" if instant or unit == "s" else "area", "justifyMode": "auto",
               "orientation": "auto", "percentChangeColorMode": "standard", "showPercentChange": False,
               "textMode": "value", "wideLayout": True,
               "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False}}
    field = {"color": {"mode": "thresholds"}, "thresholds": thresholds(steps), **({"decimals": 0} if instant else {})}
    return panel("stat", title, description, unit, {title: expression}, (3, 5), instant, field=field, options=options)


def graph(title, description, unit, queries, width=12, stack=False, many=False, **field):
    custom = {"drawStyle": "line", "lineWidth": 1, "fillOpacity": 30 if stack else 10, "showPoints": "auto",
              "spanNulls": False, "axisSoftMax": FLAT[unit],
              "stacking": {"mode": "normal" if stack else "none", "group": "A"}, **field.pop("custom", {})}
    legend = {"showLegend": True, "placement": "bottom", "displayMode": "list", "calcs": []}
    if many:
        legend |= {"placement": "right", "displayMode": "table", "calcs": ["max"], "sortBy": "Max", "sortDesc": True}
    colors = [override(name, color={"mode": "fixed", "fixedColor": color}) for name, color in COLORS.items()
              if name in queries or "{{outcome}}" in queries]
    return panel("timeseries", title, description, unit, queries, (width, 8), overrides=colors,
                 field={"min": 0, "color": {"mode": "palette-classic"}, "custom": custom, **field},
                 options={"legend": legend, "tooltip": {"mode": "multi", "sort": "desc"}})


def table(title, description, labels, columns, height, links):
    """Has a row for each combination of labels. A column is a unit, a query and, perhaps, thresholds."""
    headings = {label: label.capitalize() for label in labels}
    headings |= {f"Value #{letter}": heading for letter, heading in zip(string.ascii_uppercase, columns)}
    overrides = [override(heading, unit=column[0], **({"decimals": 0} if column[0] == WHOLE else {}))
                 for heading, column in columns.items()]
    overrides += [override(heading, thresholds=thresholds(column[2]), **{"custom.cellOptions": {"type": "color-text"}})
                  for heading, column in columns.items() if len(column) > 2]
    overrides += [override(heading, mappings=UNKNOWN, noValue="–") for heading, column in columns.items()
                  if column[0] == "s"]
    overrides += [override(heading, **{"custom.width": max(88, 9 * len(heading))}) for heading in columns]
    overrides += [override(heading, links=[{"title": text, "url": url} for text, url in targets.items()])
                  for heading, targets in links.items()]
    custom = {"align": "auto", "cellOptions": {"type": "auto"}, "inspect": False, "minWidth": 120}
    organize = {"excludeByName": {"Time": True}, "renameByName": headings,
                "indexByName": {name: index for index, name in enumerate(headings)}}
    made = panel("table", title, description, "short", {heading: column[1] for heading, column in columns.items()},
                 (24, height), True, field={"noValue": "0", "custom": custom}, overrides=overrides,
                 options={"cellHeight": "sm", "frameIndex": 0, "showHeader": True,
                          "sortBy": [{"displayName": "Leaked", "desc": True}]},
                 transformations=[{"id": "merge", "options": {}}, {"id": "organize", "options": organize}])
    for target in made["targets"]:
        target["format"] = "table"
    return made


def place(panels):
    placed = []
    x = y = height = 0
    for item in panels:
        width, own = item["size"]
        if x + width > 24:
            x, y, height = 0, y + height, 0
        placed.append({"id": len(placed) + 1, "gridPos": {"x": x, "y": y, "w": width, "h": own}, **item})
        del placed[-1]["size"]
        x, height = x + width, max(height, own)
    return placed


# Dashboards


def variable(name, metric, **more):
    many = {"multi": True, "includeAll": True, "allValue": ".+", "current": {"text": ["All"], "value": ["$__all"]}}
    return {"name": name, "label": name.capitalize(), "type": "query", "datasource": DATASOURCE, "refresh": 2,
            "query": {"query": f"label_values({metric}, {name})", "refId": name}, "sort": 1, "hide": 0,
            **(more or many)}


def annotation(name, color, expression, title, text, tags):
    return {"name": name, "datasource": DATASOURCE, "enable": True, "hide": False, "iconColor": color,
            "expr": expression, "step": "60s", "titleFormat": title, "textFormat": text, "tagKeys": tags}


ANNOTATIONS = [
    annotation("Restarts", "blue", f"resets(process_uptime_seconds{{{TARGET}}}[$__rate_interval]) > 0",
               "Restart", "{{instance}} of {{job}}", "job,instance"),
    # One for each alert, however many tasks and instances it fires for: spans that lie on each other hide the graph
    annotation("Alerts", "red", "count by (alertname, severity) "
               f'(ALERTS{{{TARGET}, alertname=~"Corral.+", alertstate="firing"}})',
               "{{alertname}}", "{{severity}}", "severity"),
]


def dashboard(uid, title, description, links, task, tasks, *rows):
    panels = place([item for line in rows for item in line])
    for item in panels:
        if "targets" in item:
            item["targets"] = [resolve(target, tasks) for target in item["targets"]]
    return {
        "uid": uid, "title": title, "description": description, "tags": ["corral"], "schemaVersion": 42, "version": 1,
        "editable": False, "graphTooltip": 1, "refresh": "30s", "time": {"from": "now-1h", "to": "now"},
        "timezone": "browser",
        "links": [{"type": "link", "title": text, "url": url, "icon": "dashboard", "keepTime": True,
                   "includeVars": False, "asDropdown": False, "targetBlank": False, "tags": [], "tooltip": ""}
                  for text, url in links.items()],
        "templating": {"list": [
            {"name": "datasource", "label": "Data source", "type": "datasource", "query": "prometheus", "refresh": 1},
            variable("job", "corral_tasks_limit"),
            variable("instance", 'corral_tasks_limit{job=~"$job"}'),
            task,
        ]},
        "annotations": {"list": ANNOTATIONS},
        "panels": panels,
    }


# The panels of both dashboards

LEAK = ("job", "instance", "task", "reason")
TO_DETAIL = [{"title": "Detail of ${__field.labels.task}", "url": DETAIL % "${__field.labels.task:percentencode}"}]
FROM_TABLE = {"Detail of ${__value.raw}": DETAIL % "${__value.raw:percentencode}"}
LIVE = stat("Live", "Tasks whose body has begun and whose thread is not gone.", "short", gauge("tasks_live"))
QUEUED = stat("Queued", "Tasks accepted whose body has not begun. Many for long: all carriers are taken.", "short",
              gauge("tasks_queued"))
LEAKED = stat("Leaked", "Live tasks under a leak verdict.", "short", gauge("tasks_leaked"), ALARM)
OLDEST = stat("Oldest", "Time since the oldest live task was launched.", "s", oldest())
PANICS = stat("Panics", "Panics of every attempt in the time shown, late ones included.", WHOLE, happened("panicked"), ALARM)
REFUSED = stat("Refused", "Launches refused in the time shown.", WHOLE, happened("rejected"), ALARM)
DURATIONS = graph("Durations", "Time from the start of a body to the end of its thread.", "s",
                  {legend: quantile(fraction) for legend, fraction in QUANTILES.items()},
                  custom={"scaleDistribution": {"type": "log", "log": 10}})


def figures(*labels):
    """The columns that both tables of tasks have."""
    return {
        "Live": ("short", gauge("tasks_live", *labels)),
        "Queued": ("short", gauge("tasks_queued", *labels)),
        "Leaked": ("short", gauge("tasks_leaked", *labels), ALARM),
        "Oldest": ("s", oldest(*labels)),
        "Launches": ("cps", counted("launched", *labels)),
        "Panics": (WHOLE, happened("panicked", *labels), ALARM),
        "Timeouts": (WHOLE, happened("timed_out", *labels)),
        "Refused": (WHOLE, happened("rejected", *labels), ALARM),
        "99th percentile": ("s", quantile(0.99, *labels)),
    }


TASKS = dashboard(
    "corral-tasks", "Corral tasks", "The supervised tasks of one service or of a fleet.", {},
    variable("task", f"corral_tasks_live{{{TARGET}}}"), 'task=~"$task"',
    [
        stat("Instances", "Launchers that report.", "none", "count(corral_tasks_limit{ALL})"),
        LIVE, QUEUED, LEAKED, PANICS, REFUSED,
        stat("Limit taken", "Live and queued tasks against corral.max-live, of the fullest launcher.", "percentunit",
             f"max({taken('job', 'instance')})", FILLING),
        OLDEST,
    ],
    row("Tasks",
        graph("Live by task", "Live tasks by name.", "short", {"{{task}}": gauge("tasks_live", "task")},
              stack=True, many=True, links=TO_DETAIL),
        graph("Launches by task", "Tasks accepted a second, by name.", "cps", {"{{task}}": counted("launched", "task")},
              stack=True, many=True, links=TO_DETAIL),
        graph("Bad ends", "Panics (every attempt, late ones too), timeouts, cancellations and refusals a second.",
              "cps", {name: counted(name) for name in ("panicked", "timed_out", "cancelled", "rejected")}),
        DURATIONS,
        table("Tasks by name", "A row for each name, which leads to the detail. Panics, timeouts and refusals are"
              " those of the time shown.", ["task"], figures("task"), 10, {"Task": FROM_TABLE})),
    row("Leaks",
        graph("Leaked by task and reason", "Live tasks under a leak verdict.", "short",
              {"{{task}}: {{reason}}": gauge("tasks_leaked", "task", "reason") + " > 0"},
              stack=True, many=True, noValue="Nothing leaks", links=TO_DETAIL),
        graph("Verdicts", "Leak verdicts found and ended a second, each task once for every reason.", "cps",
              {"found": counted("leaks"), "ended": counted("leaks_ended")}),
        table("Leaks by reason", "Tasks leaked now, and the verdicts found and ended in the time shown. What was"
              " proved unreachable is gone at once: it is found, and never leaked now.",
              LEAK, {
                  "Leaked": ("short", gauge("tasks_leaked", *LEAK) + " > 0", ALARM),
                  "Found": (WHOLE, happened("leaks", *LEAK) + " > 0"),
                  "Ended": (WHOLE, happened("leaks_ended", *LEAK) + " > 0"),
              }, 8, {"Task": FROM_TABLE})),
    row("Launchers",
        graph("Limit taken by instance", "Live and queued tasks against corral.max-live. Nothing where there is no"
              " limit.", "percentunit", {"{{instance}}": taken("job", "instance")}, 8),
        graph("Waiting", "Launches that wait for admission, and accepted tasks whose body has not begun.", "short",
              {"launches": "sum(corral_launches_waiting{ALL})", "tasks": "sum(corral_tasks_queued{ALL})"}, 8),
        graph("Open scopes by instance", "Scopes that are not closed.", "short",
              {"{{instance}}": "sum by (instance) (corral_scopes_live{ALL})"}, 8)),
    row("Virtual-thread scheduler",
        graph("Mounted and queued", "Virtual threads on a carrier, and those that wait for one; from JDK 24 on. Parked"
              " ones are not counted: of these only the live tasks above tell.", "short", {
                  "mounted": 'sum(jvm_threads_virtual_live_threads{ALL, scheduling_status="mounted"})',
                  "queued": 'sum(jvm_threads_virtual_live_threads{ALL, scheduling_status="queued"})',
                  "parallelism": "sum(jvm_threads_virtual_parallelism{ALL})",
              }, 8),
        graph("Carriers by instance", "Platform threads that carry virtual ones; from JDK 24 on. More of them than the"
              " parallelism: some virtual threads block without letting go of theirs.", "short",
              {"{{instance}}": "sum by (instance) (jvm_threads_virtual_pool_size_threads{ALL})"}, 8),
        graph("Pinned and failed", "Virtual threads that were pinned for 20 ms or longer, and that could not be"
              " started or continued, a second.", "cps", {
                  "pinned": rate("jvm_threads_virtual_pinned_seconds_count{ALL}"),
                  "failed": rate("jvm_threads_virtual_submit_failed_total{ALL}"),
              }, 8)),
)

TASK_DETAIL = dashboard(
    "corral-task-detail", "Corral task detail", "One task name across the instances that run it.",
    {"Corral tasks": ALL_TASKS + "&${instance:queryparam}"},
    variable("task", f"corral_tasks_live{{{TARGET}}}", multi=False, includeAll=False), 'task="$task"',
    [
        LIVE, QUEUED, LEAKED, OLDEST,
        stat("Launched", "Tasks accepted in the time shown.", WHOLE, happened("launched")),
        PANICS,
        stat("Timeouts", "Tasks whose time was up in the time shown.", WHOLE, happened("timed_out"), ALARM),
        REFUSED,
    ],
    row("Work",
        graph("Live by instance", "Live tasks.", "short", {"{{instance}}": gauge("tasks_live", "instance")},
              stack=True, many=True),
        graph("Launches by instance", "Tasks accepted a second.", "cps",
              {"{{instance}}": counted("launched", "instance")}, stack=True, many=True),
        graph("Ends by outcome", "Tasks whose thread ended, a second.", "cps",
              {"{{outcome}}": rate("corral_task_duration_seconds_count{TASKS}", "outcome")}, stack=True),
        graph("Refusals and restarts", "Launches refused, launches that found no room and would not wait, launches into"
              " a scope that had ended, panics after which the task was to run again, and tasks that are not run again"
              " although they have a restart policy, a second.", "cps",
              {name: counted(name) for name in ("rejected", "declined", "skipped", "restarted", "gave_up")})),
    row("Time",
        DURATIONS,
        graph("Longest by instance", "The longest duration of the last minutes.", "s",
              {"{{instance}}": "max by (instance) (corral_task_duration_seconds_max{TASKS})"}),
        graph("Oldest by instance", "Time since the oldest live task was launched. A line that only goes up is a task"
              " that does not end.", "s", {"{{instance}}": oldest("instance")}),
        graph("Leaked by instance and reason", "Live tasks under a leak verdict.", "short",
              {"{{instance}}: {{reason}}": gauge("tasks_leaked", "instance", "reason") + " > 0"},
              stack=True, noValue="Nothing leaks")),
    row("Instances",
        table("Task by instance", "A row for each instance, which leads to all its tasks, and to the stacks of this"
              " one where its port can be reached.", ["job", "instance"], figures("job", "instance"), 8,
              {"Instance": {
                  "All tasks of ${__value.raw}":
                      ALL_TASKS + "&var-instance=${__value.raw:percentencode}&${__url_time_range}",
                  "Stacks at ${__value.raw}":
                      "http://${__value.raw}/actuator/tasks?name=${task:percentencode}",
              }})),
)


def main():
    folder = pathlib.Path(__file__).parent / "dashboards"
    stale = []
    for made in (TASKS, TASK_DETAIL):
        file = folder / f"{made['uid']}.json"
        text = json.dumps(made, indent=2, ensure_ascii=False) + "\n"
        if "--check" not in sys.argv:
            file.write_text(text, encoding="utf-8")
        elif not file.exists() or file.read_text(encoding="utf-8") != text:
            stale.append(file.name)
    if stale:
        sys.exit(f"{', '.join(stale)} is not what grafana/dashboards.py writes; run it")


if __name__ == "__main__":
    main()
