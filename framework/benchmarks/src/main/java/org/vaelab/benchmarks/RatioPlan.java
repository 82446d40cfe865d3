// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vaelab.benchmarks.RatioTable.Cell;
import org.vaelab.benchmarks.RatioTable.Entry;
import org.vaelab.benchmarks.RatioTable.Row;

/** The tables of {@link Ratios}, as its options choose them. */
final class RatioPlan {

    static final Set<String> OPTIONS =
            Set.of("full", "steps", "families", "evaluations", "backends");

    /** The value that skips a table. */
    private static final String NONE = "none";

    private static final String STEPS = "400/100/1,2000/100/1";
    private static final String FAMILIES = "vmf/400/100/1,gumbel/400/100/1,vq/400/100/1";
    private static final String EVALUATIONS = "gaussian/400/50/1";

    private static final String ALL_STEPS =
            "400/100/1,400/100/2,500/100/1,2000/100/1,2000/100/2,400/1000/1,400/1000/2,"
                    + "2000/1000/1,2000/1000/2,convolutional/64/1,convolutional/64/2";
    private static final String ALL_FAMILIES =
            FAMILIES + ",beta/400/100/1,power-spherical/400/100/1,product/400/100/1";
    private static final String ALL_EVALUATIONS =
            "gaussian/400/50/1,gaussian/400/500/1,gaussian/400/500/2,"
                    + "vmf/400/50/1,power-spherical/400/50/1,gumbel/400/50/1,vq/400/50/1,"
                    + "product/400/50/1";

    private final Options options;
    private final List<String> backends;

    private RatioPlan(Options options) {
        this.options = options;
        backends = options.list("backends", "torch,nd4j");
    }

    /**
     * Reads the options.
     *
     * @throws IllegalArgumentException if a value does not have its form
     */
    static List<RatioTable> tables(Options options) {
        RatioPlan plan = new RatioPlan(options);
        return List.of(plan.steps(), plan.families(), plan.evaluations()).stream()
                .filter(table -> !table.rows().isEmpty())
                .toList();
    }

    /** Returns all measurements of the tables, each once, in the order of the rows. */
    static Set<Cell> cells(List<RatioTable> tables) {
        Set<Cell> cells = new LinkedHashSet<>();
        for (RatioTable table : tables) {
            for (Row row : table.rows()) {
                for (Entry entry : row.entries()) {
                    entry.reference().ifPresent(cells::add);
                    cells.add(entry.cell());
                }
            }
        }
        return cells;
    }

    private RatioTable steps() {
        List<Row> rows = new ArrayList<>();
        for (String[] parts : parts("steps", STEPS, ALL_STEPS, 3)) {
            Cell raw = new Cell(RawTrainingStep.class, stepSize(parts, 0));
            List<Entry> entries = new ArrayList<>(List.of(new Entry(raw, Optional.empty())));
            for (String backend : backends) {
                entries.add(new Entry(step(Family.GAUSSIAN, backend, parts, 0), Optional.of(raw)));
            }
            rows.add(new Row(List.of(ModelSize.of(parts[0]).label(), parts[1], parts[2]), entries));
        }
        List<String> columns = new ArrayList<>(List.of("raw libtorch"));
        backends.forEach(backend -> columns.add("trainer, " + backend));
        return new RatioTable(
                "Training step of the Gaussian model, milliseconds; in brackets the ratio to raw"
                        + " libtorch.",
                List.of("model", "batch", "threads"),
                columns,
                rows);
    }

    private RatioTable families() {
        Set<Row> rows = new LinkedHashSet<>();
        for (String[] parts : parts("families", FAMILIES, ALL_FAMILIES, 4)) {
            rows.add(familyRow(Family.GAUSSIAN, parts));
            rows.add(familyRow(Family.of(parts[0]), parts));
        }
        return new RatioTable(
                "Training step by family, milliseconds; in brackets the ratio to the Gaussian with"
                        + " the same hidden layers.",
                List.of("family", "hidden", "batch", "threads"),
                backends,
                List.copyOf(rows));
    }

    private Row familyRow(Family family, String[] parts) {
        List<Entry> entries = new ArrayList<>();
        for (String backend : backends) {
            Cell gaussian = step(Family.GAUSSIAN, backend, parts, 1);
            entries.add(new Entry(step(family, backend, parts, 1), Optional.of(gaussian)));
        }
        return new Row(List.of(family.label(), parts[1], parts[2], parts[3]), entries);
    }

    private RatioTable evaluations() {
        List<Row> rows = new ArrayList<>();
        for (String[] parts : parts("evaluations", EVALUATIONS, ALL_EVALUATIONS, 4)) {
            List<Entry> entries = new ArrayList<>();
            for (String backend : backends) {
                Map<String, String> parameters = cell(Family.of(parts[0]), backend);
                parameters.put("network", ModelSize.of(parts[1]).name());
                parameters.put("draws", count("draws", parts[2]));
                parameters.put("threads", count("threads", parts[3]));
                entries.add(new Entry(new Cell(Evaluation.class, parameters), Optional.empty()));
            }
            rows.add(new Row(List.of(parts), entries));
        }
        return new RatioTable(
                "Evaluation of "
                        + Evaluation.EXAMPLES
                        + " examples (bound and importance-weighted log p(x); for vq only the"
                        + " bound), milliseconds.",
                List.of("family", "hidden", "K", "threads"),
                backends,
                rows);
    }

    private static Cell step(Family family, String backend, String[] parts, int from) {
        Map<String, String> parameters = cell(family, backend);
        parameters.putAll(stepSize(parts, from));
        return new Cell(TrainingStep.class, parameters);
    }

    private static Map<String, String> cell(Family family, String backend) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("backend", backend);
        parameters.put("family", family.label());
        return parameters;
    }

    private static Map<String, String> stepSize(String[] parts, int from) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("network", ModelSize.of(parts[from]).name());
        parameters.put("batch", count("batch", parts[from + 1]));
        parameters.put("threads", count("threads", parts[from + 2]));
        return parameters;
    }

    private static String count(String name, String text) {
        return Integer.toString(Options.count(name, text));
    }

    private List<String[]> parts(String name, String few, String all, int expected) {
        String otherwise = options.has("full") ? all : few;
        List<String[]> found = new ArrayList<>();
        if (options.text(name, otherwise).equals(NONE)) {
            return found;
        }
        for (String text : options.list(name, otherwise)) {
            String[] parts = text.split("/", -1);
            if (parts.length != expected) {
                throw new IllegalArgumentException(
                        "--" + name + " has '" + text + "', expected such as " + otherwise);
            }
            found.add(parts);
        }
        return found;
    }
}
