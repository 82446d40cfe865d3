// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.vaelab.experiments.config.ComparisonSpec;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.experiments.use.DataCache;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.likelihood.LikelihoodPart;

/**
 * The columns of a table for {@code --dry-run}: kind, values of the training rows, missing values
 * of all rows, and the distribution by each likelihood.
 */
final class ColumnTable {

    private static final int MOST_CATEGORIES = 5;
    private static final int MOST_CHARACTERS = 48;
    private static final int MOST_COLUMNS = 60;
    private static final int MOST_FILES = 20;

    private final Dataset dataset;
    private final PreparedData data;
    private final double[] least;
    private final double[] largest;
    private final long[] missing;
    private long rows;

    /** The likelihoods by the heading of their column. */
    private final Map<String, LikelihoodPart> likelihoods;

    private ColumnTable(PreparedData data, Map<String, LikelihoodPart> likelihoods) {
        this.likelihoods = likelihoods;
        this.data = data;
        this.dataset = data.dataset();
        int width = dataset.facts().form().columns().size();
        this.least = new double[width];
        this.largest = new double[width];
        this.missing = new long[width];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        Arrays.fill(largest, Double.NEGATIVE_INFINITY);
    }

    /** Prints the columns of the data of each run, if they are described, and remarks. */
    static void print(ComparisonSpec spec, DataCache data, PrintWriter out) {
        Map<String, PreparedData> found = new LinkedHashMap<>();
        Map<String, Map<String, LikelihoodPart>> likelihoods = new LinkedHashMap<>();
        for (RunSpec run : spec.runs()) {
            try {
                PreparedData prepared = data.get(run);
                String key = prepared.dataset().name() + prepared.dataset().checksum();
                found.putIfAbsent(key, prepared);
                Map<String, LikelihoodPart> of =
                        likelihoods.computeIfAbsent(key, k -> new LinkedHashMap<>());
                run.blueprint()
                        .ofParts()
                        .ifPresent(model -> of.put(run.model(), model.likelihood()));
            } catch (DataException e) {
                // The preflight reports it, with its place in the config.
            }
        }
        found.forEach(
                (key, prepared) -> {
                    Dataset dataset = prepared.dataset();
                    boolean hasColumns = !dataset.facts().form().columns().isEmpty();
                    printSizes(dataset, hasColumns, out);
                    printFiles(dataset.files(), out);
                    if (hasColumns) {
                        ColumnTable table = new ColumnTable(prepared, headed(likelihoods.get(key)));
                        table.read(dataset.train().whole(), true);
                        dataset.validation().ifPresent(held -> table.read(held.whole(), false));
                        table.read(dataset.test().whole(), false);
                        table.print(out);
                    }
                    for (Labels.Column label :
                            dataset.train().labels().map(Labels::columns).orElse(List.of())) {
                        out.println("label " + label.name() + ": " + list(label.valueNames()));
                    }
                    out.println();
                    printRemarks(dataset, out);
                });
        out.flush();
    }

    /** Prints each file, or of many files their folders. */
    private static void printFiles(Map<String, String> files, PrintWriter out) {
        if (files.size() <= MOST_FILES) {
            files.forEach((file, sum) -> out.println("read " + file + " sha256:" + sum));
            return;
        }
        files.keySet().stream()
                .collect(
                        Collectors.groupingBy(
                                file -> String.valueOf(Path.of(file).getParent()),
                                TreeMap::new,
                                Collectors.counting()))
                .forEach((folder, n) -> out.println("read " + n + " files of " + folder));
    }

    /** Prints what a user should know of the data of all runs, each once. */
    static void printRemarks(ComparisonSpec spec, DataCache data, PrintWriter out) {
        Set<String> shown = new HashSet<>();
        for (RunSpec run : spec.runs()) {
            Dataset dataset = data.get(run).dataset();
            if (shown.add(dataset.name() + dataset.checksum())) {
                printRemarks(dataset, out);
            }
        }
        out.flush();
    }

    private static void printRemarks(Dataset dataset, PrintWriter out) {
        dataset.facts()
                .remarks()
                .forEach(remark -> out.println("data " + dataset.name() + ": " + remark));
    }

    /**
     * Returns each likelihood once: under {@code likelihood} if there is one, else with its models.
     */
    private static Map<String, LikelihoodPart> headed(Map<String, LikelihoodPart> models) {
        Map<LikelihoodPart, List<String>> users = new LinkedHashMap<>();
        models.forEach(
                (model, part) -> users.computeIfAbsent(part, p -> new ArrayList<>()).add(model));
        Map<String, LikelihoodPart> headed = new LinkedHashMap<>();
        users.forEach(
                (part, names) ->
                        headed.put(
                                users.size() == 1
                                        ? "likelihood"
                                        : "likelihood (" + String.join(", ", names) + ")",
                                part));
        return headed;
    }

    private void read(Examples examples, boolean training) {
        double[] row = new double[least.length];
        for (int i = 0; i < examples.size(); i++) {
            examples.read(i, row, 0);
            for (int j = 0; j < row.length; j++) {
                if (Double.isNaN(row[j])) {
                    missing[j]++;
                } else if (training) {
                    least[j] = Math.min(least[j], row[j]);
                    largest[j] = Math.max(largest[j], row[j]);
                }
            }
        }
        rows += examples.size();
    }

    private static void printSizes(Dataset dataset, boolean hasColumns, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "data %s: %,d training, %,d validation and %,d test %s%n",
                dataset.name(),
                dataset.train().size(),
                dataset.validation().map(Examples::size).orElse(0),
                dataset.test().size(),
                hasColumns
                        ? "rows"
                        : "examples of shape "
                                + dataset.shape()
                                + ", "
                                + dataset.train().domain().label());
    }

    private void print(PrintWriter out) {
        List<Column> columns = dataset.facts().form().columns();
        ConsoleTable<Integer> table =
                new ConsoleTable<Integer>()
                        .column("column", j -> columns.get(j).name().replace('\n', ' '))
                        .column("kind", j -> kind(columns.get(j)))
                        .column("values in training rows", j -> values(columns.get(j), j))
                        .column("missing in all rows", this::missing);
        likelihoods.forEach(
                (heading, part) -> table.column(heading, j -> part.distributionOf(columns.get(j))));
        int shown = Math.min(MOST_COLUMNS, columns.size());
        table.print(out, IntStream.range(0, shown).boxed().toList());
        if (columns.size() > MOST_COLUMNS) {
            out.println("and " + (columns.size() - MOST_COLUMNS) + " more columns");
        }
    }

    private String kind(Column column) {
        boolean standardized = data.standardization().isPresent() && column.kind().isReal();
        return column.kind().label() + (standardized ? ", standardised" : "");
    }

    private String values(Column column, int j) {
        return switch (column.kind()) {
            case BINARY, CATEGORICAL -> list(column.categories());
            case ORDINAL ->
                    shortened(
                            column.categories().stream()
                                    .limit(MOST_CATEGORIES)
                                    .collect(Collectors.joining(" < ")),
                            column.categories().size());
            case DATE -> date(least[j]) + " to " + date(largest[j]);
            case REAL, COUNT -> number(least[j]) + " to " + number(largest[j]);
        };
    }

    private static String list(List<String> names) {
        return shortened(
                names.stream().limit(MOST_CATEGORIES).collect(Collectors.joining(", ")),
                names.size());
    }

    private static String shortened(String text, int count) {
        boolean whole = text.length() <= MOST_CHARACTERS && count <= MOST_CATEGORIES;
        String start = text.substring(0, Math.min(text.length(), MOST_CHARACTERS));
        return whole ? text : start + ", ... (" + count + ")";
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%.6g", value);
    }

    private static String date(double days) {
        return LocalDate.ofEpochDay((long) Math.floor(days)).toString();
    }

    private String missing(int j) {
        return missing[j] == 0
                ? "-"
                : String.format(
                        Locale.ROOT, "%,d (%.1f %%)", missing[j], 100.0 * missing[j] / rows);
    }
}
