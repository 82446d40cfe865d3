// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.data;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.random.RandomKey;

/**
 * {@code source: csv}: numbers in the columns of one or two CSV files.
 *
 * <p>A label may be any text: the distinct texts of the training file, sorted as numbers where all
 * are numbers and as text otherwise, are the classes 0, 1, ... An empty one is a label that is not known.
 */
public final class CsvSource implements DataSource {
    private final CsvSettings settings;

    /** A source of the files that the settings name. */
    public CsvSource(CsvSettings settings) {
        this.settings = settings;
    }

    @Override
    public Dataset load(Progress progress) {
        return load(progress, ValuePrecision.SINGLE);
    }

    @Override
    public Dataset load(Progress progress, ValuePrecision precision) {
        CsvTable table = CsvTable.read(settings.path(), settings, precision);
        DataShape shape = shape(table);
        @Nullable Path testPath = settings.test();
        if (testPath == null) {
            return split(table, shape);
        }
        CsvTable testTable = CsvTable.read(testPath, settings, precision);
        if (!testTable.columns().equals(table.columns())) {
            throw new DataException(
                    "training and test columns differ: "
                            + table.path()
                            + " has "
                            + String.join(", ", table.columns())
                            + "; "
                            + testTable.path()
                            + " has "
                            + String.join(", ", testTable.columns()));
        }
        List<String> classes = classes(table.labels());
        return Dataset.of(
                        name(),
                        shape,
                        labelled(table, classes, table.path()),
                        labelled(testTable, classes, table.path()),
                        "CSV files " + table.path() + ", " + testTable.path())
                .named(table.columns());
    }

    private Dataset split(CsvTable table, DataShape shape) {
        double fraction = settings.testFractionOrDefault();
        int size = table.size();
        if (size < 2) {
            throw new DataException(
                    table.path()
                            + ": one row of data, expected at least 2, of which some are held out"
                            + " for the test; or set test to another file");
        }
        int held = (int) Math.round(fraction * size);
        if (!(held > 0 && held < size)) {
            throw new DataException(
                    table.path()
                            + ": a test fraction of "
                            + fraction
                            + " of "
                            + size
                            + " rows is "
                            + held
                            + " rows, expected 1.."
                            + (size - 1));
        }
        Examples all = labelled(table, classes(table.labels()), table.path());
        int[] order = RandomKey.of(settings.seedOrZero()).split("test").permutation(size);
        int[] test = Arrays.copyOf(order, held);
        int[] train = Arrays.copyOfRange(order, held, size);
        Arrays.sort(test);
        Arrays.sort(train);
        String provenance =
                "CSV file "
                        + table.path()
                        + ", "
                        + held
                        + " rows held out under seed "
                        + settings.seedOrZero();
        return Dataset.of(name(), shape, all.select(train), all.select(test), provenance)
                .named(table.columns());
    }

    private DataShape shape(CsvTable table) {
        int width = table.columns().size();
        if (settings.shape() == null) {
            return DataShape.flat(width);
        }
        if (settings.shape().size() != width) {
            throw new DataException(
                    table.path()
                            + ": "
                            + width
                            + " columns of values, but shape "
                            + settings.shape()
                            + " has "
                            + settings.shape().size());
        }
        return settings.shape();
    }

    private String name() {
        if (settings.name() != null) {
            return settings.name();
        }
        String file = Objects.toString(settings.path().getFileName(), "csv");
        int dot = file.lastIndexOf('.');
        return dot > 0 ? file.substring(0, dot) : file;
    }

    private static List<String> classes(List<String> all) {
        List<String> labels = all.stream().filter(label -> !label.isBlank()).toList();
        boolean numbers = labels.stream().allMatch(label -> label.matches("-?\\d{1,18}"));
        Comparator<String> order =
                numbers ? Comparator.comparingLong(Long::parseLong) : Comparator.naturalOrder();
        return labels.stream().distinct().sorted(order).toList();
    }

    private static Examples labelled(CsvTable table, List<String> classes, Path training) {
        Examples examples = table.examples();
        if (table.labels().isEmpty()) {
            return examples;
        }
        Map<String, Integer> codes = new HashMap<>();
        for (String name : classes) {
            codes.put(name, codes.size());
        }
        int[] values = new int[table.size()];
        for (int i = 0; i < values.length; i++) {
            String label = table.labels().get(i);
            @Nullable Integer code = label.isBlank() ? (Integer) Labels.UNKNOWN : codes.get(label);
            if (code == null) {
                throw new DataException(
                        table.path()
                                + ": example "
                                + i
                                + " has the label \""
                                + label
                                + "\", which no example of "
                                + training
                                + " has; there are: "
                                + String.join(", ", classes));
            }
            values[i] = code;
        }
        return examples.withLabels(Labels.of(List.of(Labels.Column.of("class", classes, values))));
    }
}
