// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources;

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
import org.vaelab.framework.data.DataSourcePart;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;

/**
 * Numbers in the columns of one or two CSV files, one example per row.
 *
 * <p>A label may be any text. The classes 0, 1, ... are the distinct texts of the training file,
 * sorted as numbers if all are numbers, else as text. An empty label is unknown.
 */
@Part(value = "csv", description = "CSV files at given paths, an example in a row")
public record CsvSource(
        @Setting("file of the training examples, or of all examples") Path path,
        @Setting(
                        "file of the test examples, with the same columns; absent: some rows of path are held out")
                @Nullable Path test,
        @Setting(
                        "fraction of the rows of path held out for the test, between 0 and 1; default 0.2, unless test is set")
                @Nullable Double testFraction,
        @Setting(
                        "whether the first row names the columns; default true; if false, they are called 1, 2, ...")
                @Nullable Boolean header,
        @Setting("character between two cells; default a comma") @Nullable String separator,
        @Setting("columns of the values, in order; default all but the label")
                @Nullable List<String> columns,
        @Setting("column of the label; absent: no labels") @Nullable String label,
        @Setting(
                        "what the values are: real, unit (in [0, 1]), grey (integers 0 to 255), binary (0 and 1); default real")
                @Nullable ValueDomain domain,
        @Setting("shape of an example, such as 1x28x28; default a vector")
                @Nullable DataShape shape,
        @Setting("seed of the choice of test rows; default 0") @Nullable Long seed,
        @Setting("name in tables; default the name of the file") @Nullable String name)
        implements DataSourcePart, DataSource {

    private static final double DEFAULT_TEST_FRACTION = 0.2;

    /**
     * @throws DataException if a setting is out of range, or two contradict each other
     */
    public CsvSource {
        if (test != null && testFraction != null) {
            throw DataException.of(
                    "source csv: both test (%s) and testFraction (%s) are set; expected one of"
                            + " them",
                    test, testFraction);
        }
        if (testFraction != null && !(testFraction > 0 && testFraction < 1)) {
            throw DataException.of(
                    "source csv: testFraction is %s, expected more than 0 and less than 1",
                    testFraction);
        }
        if (separator != null && separator.length() != 1) {
            throw DataException.of(
                    "source csv: separator is \"%s\", expected one character", separator);
        }
        if (columns != null) {
            columns = List.copyOf(columns);
            if (columns.isEmpty()) {
                throw new DataException("source csv: columns is empty");
            }
            if (label != null && columns.contains(label)) {
                throw DataException.of(
                        "source csv: column \"%s\" is in columns and is the label", label);
            }
        }
    }

    /** Returns the source of one file with a header and default settings. */
    public static CsvSource of(Path path) {
        return new CsvSource(path, null, null, null, null, null, null, null, null, null, null);
    }

    boolean hasHeader() {
        return header == null || header;
    }

    char separatorCharacter() {
        return separator == null ? ',' : separator.charAt(0);
    }

    ValueDomain domainOrReal() {
        return domain == null ? ValueDomain.REAL : domain;
    }

    private long seedOrZero() {
        return seed == null ? 0 : seed;
    }

    @Override
    public DataSource create() {
        return this;
    }

    @Override
    public Dataset load(Progress progress) {
        return load(progress, ValuePrecision.SINGLE);
    }

    @Override
    public Dataset load(Progress progress, ValuePrecision precision) {
        CsvTable table = CsvTable.read(path, this, precision);
        DataShape datum = shapeOf(table);
        if (test == null) {
            return split(table, datum);
        }
        CsvTable testTable = CsvTable.read(test, this, precision);
        if (!testTable.columns().equals(table.columns())) {
            throw DataException.of(
                    "training and test columns differ: %s has %s; %s has %s",
                    table.path(),
                    String.join(", ", table.columns()),
                    testTable.path(),
                    String.join(", ", testTable.columns()));
        }
        List<String> classes = classes(table.labels());
        return Dataset.of(
                        nameInTables(),
                        datum,
                        labelled(table, classes, table.path()),
                        labelled(testTable, classes, table.path()),
                        "CSV files " + table.path() + ", " + testTable.path())
                .named(table.columns());
    }

    private Dataset split(CsvTable table, DataShape datum) {
        double fraction = testFraction == null ? DEFAULT_TEST_FRACTION : testFraction;
        int size = table.size();
        if (size < 2) {
            throw DataException.of(
                    "%s: one row of data, expected at least 2, of which some are held out for"
                            + " the test; or set test to another file",
                    table.path());
        }
        int held = (int) Math.round(fraction * size);
        if (!(held > 0 && held < size)) {
            throw DataException.of(
                    "%s: a test fraction of %s of %s rows is %s rows, expected 1..%s",
                    table.path(), fraction, size, held, size - 1);
        }
        Examples all = labelled(table, classes(table.labels()), table.path());
        int[] order = RandomKey.of(seedOrZero()).split("test").permutation(size);
        int[] heldOut = Arrays.copyOf(order, held);
        int[] train = Arrays.copyOfRange(order, held, size);
        Arrays.sort(heldOut);
        Arrays.sort(train);
        String provenance =
                "CSV file "
                        + table.path()
                        + ", "
                        + held
                        + " rows held out under seed "
                        + seedOrZero();
        return Dataset.of(nameInTables(), datum, all.select(train), all.select(heldOut), provenance)
                .named(table.columns());
    }

    private DataShape shapeOf(CsvTable table) {
        int width = table.columns().size();
        if (shape == null) {
            return DataShape.flat(width);
        }
        if (shape.size() != width) {
            throw DataException.of(
                    "%s: %s columns of values, but shape %s has %s",
                    table.path(), width, shape, shape.size());
        }
        return shape;
    }

    private String nameInTables() {
        if (name != null) {
            return name;
        }
        String file = Objects.toString(path.getFileName(), "csv");
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
                throw DataException.of(
                        "%s: example %s has the label \"%s\", which no example of %s has; there"
                                + " are: %s",
                        table.path(), i, label, training, String.join(", ", classes));
            }
            values[i] = code;
        }
        return examples.withLabels(Labels.of(List.of(Labels.Column.of("class", classes, values))));
    }
}
