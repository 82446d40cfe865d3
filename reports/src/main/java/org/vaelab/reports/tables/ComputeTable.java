// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.Compute;
import org.vaelab.framework.record.RunStatus;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.Work;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.text.ListText;
import org.vaelab.reports.text.NumberText;

/**
 * What the work on each model consumed: its runs, the search for its settings, and further
 * evaluations.
 */
@Internal
public final class ComputeTable {

    /** A column. */
    private record Shown(String title, ToDoubleFunction<Compute> quantity, List<Unit> units) {

        /** Returns the largest unit of which the total is at least ten, or the smallest. */
        Unit unit(double total) {
            return units.stream()
                    .filter(unit -> total >= 10 * unit.size())
                    .findFirst()
                    .orElse(units.get(units.size() - 1));
        }
    }

    private record Unit(String name, double size) {}

    private static final List<Unit> TIME =
            List.of(new Unit("h", 3600), new Unit("min", 60), new Unit("s", 1));
    private static final List<Unit> JOULES =
            List.of(new Unit("kWh", 3.6e6), new Unit("Wh", 3600), new Unit("J", 1));

    private static final Shown WALL = new Shown("Wall time", Compute::wallSeconds, TIME);
    private static final Shown PROCESSOR =
            new Shown("Processor time", Compute::processorSeconds, TIME);
    private static final Shown DEVICE = new Shown("Device time", Compute::deviceSeconds, TIME);
    private static final Shown MEASURED = new Shown("Energy", Work::joules, JOULES);

    private final List<Work> rows;
    private final Work total;

    private ComputeTable(List<Work> rows) {
        this.rows = rows;
        this.total = Work.total(rows);
    }

    /**
     * Builds the table.
     *
     * @throws IOException if a file of a run, a trial or an evaluation cannot be read
     */
    public static Table of(Comparison comparison) throws IOException {
        return new ComputeTable(Work.of(comparison)).table();
    }

    private Table table() {
        TableSpec<Work> table =
                TableSpec.of("compute", rows)
                        .text("Model", Work::model)
                        .text("Work", Work::kind)
                        .text("Number", ComputeTable::number);
        List<Cell> sums = new ArrayList<>(List.of(Cell.plain(""), Cell.plain(number(total))));
        for (Shown shown : shown()) {
            Unit unit = shown.unit(total.sum(shown.quantity()));
            Function<Work, Cell> cell = work -> cell(work, shown, unit);
            table.numbers(shown.title(), unit.name(), cell);
            sums.add(cell.apply(total));
        }
        Set<String> hardware = total.hardware();
        if (hardware.size() > 1) {
            table.text("Hardware", work -> String.join("; ", work.hardware()));
            sums.add(Cell.plain(""));
        }
        return table.summary("Total", sums.stream())
                .captioned(
                        "Compute of all work on the models, failed runs included. A trial of a search is"
                                + " one run for each seed and rung. Processor time: of the process on all"
                                + " processors."
                                + device()
                                + energy()
                                + (hardware.size() == 1
                                        ? " Hardware: " + hardware.iterator().next() + "."
                                        : "")
                                + " Planning, reports, evaluations that were interrupted and the other"
                                + " commands are not counted.");
    }

    /** Returns the columns that say more than their absence, which the caption states. */
    private List<Shown> shown() {
        List<Shown> shown = new ArrayList<>(List.of(WALL, PROCESSOR));
        if (!hasNoDevice()) {
            shown.add(DEVICE);
        }
        if (!total.meters().isEmpty()) {
            shown.add(MEASURED);
        }
        return shown;
    }

    private boolean hasNoDevice() {
        return total.executions().allMatch(execution -> execution.deviceSeconds() == 0);
    }

    private String device() {
        return hasNoDevice()
                ? " No run held an accelerator."
                : " Device time: for which a run held an accelerator, busy or not.";
    }

    private String energy() {
        String why = String.join("; ", total.unmeasured());
        StringBuilder text = new StringBuilder();
        if (!total.meters().isEmpty()) {
            text.append(
                    " Measured energy: that of %s as a whole, with all programs on it."
                            .formatted(ListText.of(List.copyOf(total.meters()))));
        }
        if (!why.isEmpty()) {
            String measured = total.meters().isEmpty() ? "" : " of all work";
            text.append(" Energy was not measured%s (%s).".formatted(measured, why));
        }
        return text.toString();
    }

    private static String number(Work work) {
        long failed = work.count(RunStatus.FAILED);
        long open = work.count(null);
        List<String> parts = new ArrayList<>();
        if (failed > 0) {
            parts.add(failed + " failed");
        }
        if (open > 0) {
            parts.add(open + " not ended");
        }
        String all = NumberText.grouped(work.pieces().size());
        return parts.isEmpty() ? all : all + " (" + String.join(", ", parts) + ")";
    }

    private static Cell cell(Work work, Shown shown, Unit unit) {
        double sum = work.sum(shown.quantity());
        if (Double.isNaN(sum)) {
            return Cell.absent("Not recorded.");
        }
        return Cell.significant(sum / unit.size(), 3).marked(notes(work, shown));
    }

    private static List<String> notes(Work work, Shown shown) {
        List<String> notes = new ArrayList<>();
        long known = work.known(shown.quantity());
        if (known < work.pieces().size()) {
            notes.add(
                    "Known in full of %s of %s runs or evaluations."
                            .formatted(known, work.pieces().size()));
        }
        if (work.killed() > 0) {
            notes.add(
                    "At least so much: what executions consumed in the last seconds before they"
                            + " were killed is not known.");
        }
        if (!shown.equals(WALL) && work.together() > 1) {
            notes.add(
                    "Up to %s runs shared a process, and each has an equal share of it."
                            .formatted(work.together()));
        }
        return notes;
    }
}
