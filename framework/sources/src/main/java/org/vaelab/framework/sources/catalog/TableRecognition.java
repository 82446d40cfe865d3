// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.catalog;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vaelab.framework.data.Column.Kind;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.tables.TableScan;
import org.vaelab.framework.tables.TableScan.Found;

/**
 * Finds what the columns of a table are: values, a label, a name of each row, the split, the series
 * and its time, or a text.
 */
record TableRecognition(Path path, TableScan table) {

    private static final String IGNORE = "ignore";
    private static final int MOST_CLASSES = 50;
    private static final int RARE = 1;
    private static final int FEW_ODD = 3;
    private static final double MOST_ODD = 0.25;

    /** Of so few rows of a category all may be drawn for the test. */
    private static final int MAY_ALL_BE_TEST = 8;

    private static final int LEAST_GROUPS = 10;
    private static final int MOST_WRITTEN_COLUMNS = 30;
    private static final int FEW_DATES = 20;
    private static final int OFTEN = 5;
    private static final List<String> SENTINELS =
            List.of("-99", "-999", "-9999", "99", "999", "9999", "99999", "-1");
    private static final double FAR = 3;
    private static final int LEAST_COLUMNS_OF_ONE_KIND = 12;

    /** Names of columns that usually are the label, the likeliest first. */
    private static final List<String> LABELS =
            List.of(
                    "label",
                    "class",
                    "target",
                    "outcome",
                    "diagnosis",
                    "category",
                    "species",
                    "cell_type",
                    "celltype",
                    "kind",
                    "group",
                    "type",
                    "y",
                    "stars",
                    "rating",
                    "score",
                    "sentiment");

    private static final Set<String> SPLITS = Set.of("split", "fold", "partition", "subset", "set");
    private static final Set<String> SERIES =
            Set.of(
                    "series",
                    "id",
                    "station",
                    "unit",
                    "subject",
                    "patient",
                    "sensor",
                    "device",
                    "symbol",
                    "ticker",
                    "item",
                    "store",
                    "unique_id");
    private static final Set<String> TIMES =
            Set.of(
                    "time",
                    "date",
                    "day",
                    "month",
                    "year",
                    "week",
                    "hour",
                    "step",
                    "t",
                    "timestamp",
                    "datetime",
                    "ds",
                    "cycle");

    static List<Recognized> of(Path path) {
        TableRecognition table = new TableRecognition(path, TableScan.of(path));
        if (table.table().isSeparatedBySpaces()) {
            throw DataException.of(
                    "%s: its cells seem to be separated by spaces; write it with commas:"
                            + " pandas.read_csv(path, sep=r'\\s+').to_csv(other, index=False)",
                    path);
        }
        List<Recognized> found = new ArrayList<>();
        if (table.table().hasHeader()) {
            table.texts().ifPresent(found::add);
            table.series().ifPresent(found::add);
        }
        try {
            if (table.table().columns().size() > MOST_WRITTEN_COLUMNS) {
                found.add(table.rows(true));
            }
            found.add(table.rows(false));
        } catch (DataException e) {
            if (found.isEmpty()) {
                throw e;
            }
        }
        return found;
    }

    private Stream<Found> columns(Predicate<Found> which) {
        return table.columns().stream().filter(which);
    }

    private static boolean isNamed(Found column, Iterable<String> names) {
        String own = column.name().toLowerCase(Locale.ROOT).replace(' ', '_');
        for (String name : names) {
            if (own.equals(name)) {
                return true;
            }
        }
        return false;
    }

    /** One long text in each row, with at most one short column beside it. */
    private Optional<Recognized> texts() {
        List<Found> prose = columns(Found::isProse).toList();
        long numbers =
                columns(
                                c ->
                                        c.kind().filter(k -> !k.hasCategories()).isPresent()
                                                && !c.isNumbering())
                        .count();
        if (prose.isEmpty() || numbers > 0) {
            return Optional.empty();
        }
        Found text =
                prose.stream().max(Comparator.comparingDouble(Found::meanLength)).orElseThrow();
        Recognized found =
                Recognized.of("text", path)
                        .with(
                                "text",
                                text.name(),
                                "column of the texts, of "
                                        + Math.round(text.meanLength())
                                        + " characters on average");
        label(found, c -> !c.equals(text) && isClass(c));
        found.with("tokens", "word", "or character");
        prose.stream()
                .filter(c -> !c.equals(text))
                .findFirst()
                .ifPresent(
                        other ->
                                found.doubting(
                                        "Column %s has texts too. For answers given questions: given: %s, with condition: %2$s in each model."
                                                .formatted(other.name(), other.name())));
        return Optional.of(found);
    }

    /** Several series: a time that is repeated, once for each series. */
    private Optional<Recognized> series() {
        List<Found> times = columns(c -> isTime(c) && !c.hasForeignDates()).toList();
        for (Found time : times) {
            Optional<Found> id =
                    columns(c -> !c.equals(time) && c.missing() == 0 && !c.values().isEmpty())
                            .filter(
                                    c ->
                                            isNamed(c, SERIES)
                                                    || c.kind()
                                                            .filter(k -> k == Kind.CATEGORICAL)
                                                            .isPresent())
                            .filter(
                                    c ->
                                            c.values().size() > 1
                                                    && 4 * c.values().size() <= table.rows())
                            .filter(
                                    c ->
                                            table.combinations(List.of(c.name(), time.name()))
                                                    == table.rows())
                            .max(Comparator.comparing((Found c) -> isNamed(c, SERIES)));
            if (id.isPresent() && table.combinations(List.of(time.name())) < table.rows()) {
                List<String> values =
                        columns(c -> !c.equals(time) && !c.equals(id.get()))
                                .filter(
                                        c ->
                                                c.kind()
                                                        .filter(
                                                                k ->
                                                                        k == Kind.REAL
                                                                                || k == Kind.COUNT
                                                                                || k
                                                                                        == Kind
                                                                                                .ORDINAL)
                                                        .isPresent())
                                .filter(c -> !tells(id.get(), c))
                                .map(Found::name)
                                .toList();
                if (values.isEmpty()) {
                    return Optional.empty();
                }
                Recognized found =
                        Recognized.of("series", path)
                                .with(
                                        "series",
                                        id.get().name(),
                                        id.get().values().size() + " series")
                                .with("time", time.name())
                                .with("values", values);
                List<String> rest =
                        columns(
                                        c ->
                                                !c.equals(time)
                                                        && !c.equals(id.get())
                                                        && !values.contains(c.name()))
                                .map(Found::name)
                                .toList();
                if (!rest.isEmpty()) {
                    found.doubting(
                            "Left out, because series are numbers that change: "
                                    + String.join(", ", rest)
                                    + ".");
                }
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    /**
     * An example in each row.
     *
     * @param brief whether columns that are read right without a kind are not written
     */
    private Recognized rows(boolean brief) {
        Recognized found = Recognized.of("table", path);
        if (!table.hasHeader()) {
            found.with("header", false, "most names in the first row would be numbers");
            Found last = table.columns().get(table.columns().size() - 1);
            if (isClass(last)) {
                found.doubting(
                        "The last column has %s values. If it is a label: label: \"%s\"."
                                .formatted(last.values().size(), last.name()));
            }
        }
        if (table.hasDoubtfulHeader()) {
            found.doubting(
                    "Some names of columns are numbers. If the first row has values: header: false.");
        }
        if (!table.missing().isEmpty()) {
            found.with("missing", table.missing(), "texts that seem to stand for no value");
        }
        Optional<Found> split = split(found);
        Optional<Found> label =
                label(found, c -> split.filter(s -> s.equals(c)).isEmpty() && isClass(c));
        List<Found> values =
                columns(
                                c ->
                                        label.filter(l -> l.equals(c)).isEmpty()
                                                && split.filter(s -> s.equals(c)).isEmpty())
                        .toList();
        Optional<Recognized> ofOneKind = ofOneKind(found, values);
        if (ofOneKind.isPresent()) {
            return ofOneKind.get();
        }
        Map<String, Object> kinds = new LinkedHashMap<>();
        for (Found column : values) {
            // Without a kind, the reader says what to do with decimal commas.
            if (!column.hasDecimalCommas()) {
                kinds.put(column.name(), kind(column, found));
            }
        }
        label.ifPresent(l -> leaks(l, values, kinds, found));
        requireValues(values, kinds, found);
        key(values, kinds, found);
        if (areReal(values, kinds)) {
            kinds.values().removeIf(kind -> !kind.equals(IGNORE));
            found.with("domain", "real", "all values are real numbers");
        }
        rare(found, values, kinds);
        groups(found, values, kinds);
        outlying(found, values);
        times(found, values);
        if (brief) {
            values.forEach(
                    column ->
                            kinds.remove(column.name(), column.kind().map(Kind::label).orElse("")));
            found.comments().put("columns", "the others are as their cells are");
        }
        if (!kinds.isEmpty()) {
            found.with("columns", kinds);
        }
        return found;
    }

    /** Takes texts that differ in most rows for their names. */
    private void key(List<Found> values, Map<String, Object> kinds, Recognized found) {
        values.stream()
                .filter(c -> IGNORE.equals(kinds.get(c.name())))
                .filter(c -> c.missing() == 0 && (c.kind().isEmpty() || isName(c)))
                .filter(c -> !c.isNumbering() && !c.hasForeignDates() && !c.isProse())
                .filter(c -> 2 * table.combinations(List.of(c.name())) > table.rows())
                .findFirst()
                .ifPresent(
                        c -> {
                            kinds.remove(c.name());
                            found.comments().remove("columns." + c.name());
                            found.with("key", c.name(), "what the rows are called");
                        });
    }

    private void requireValues(List<Found> values, Map<String, Object> kinds, Recognized found) {
        if (!values.isEmpty()
                && values.stream().allMatch(c -> IGNORE.equals(kinds.get(c.name())))) {
            throw DataException.of(
                    "%s: no column has values for a model\n  %s",
                    path,
                    values.stream()
                            .map(c -> c.name() + ": " + found.comments().get("columns." + c.name()))
                            .collect(Collectors.joining("\n  ")));
        }
    }

    /** Returns whether rows with equal values of a column have equal values of another one. */
    private boolean tells(Found column, Found other) {
        return table.combinations(List.of(column.name(), other.name())) == column.values().size();
    }

    /** Says which column names what several rows are of, as a patient, which a split should keep. */
    private void groups(Recognized found, List<Found> values, Map<String, Object> kinds) {
        values.stream()
                .filter(c -> !IGNORE.equals(kinds.get(c.name())) && c.missing() == 0)
                .filter(c -> c.values().size() >= LEAST_GROUPS && mayGroup(c))
                .filter(c -> isNamed(c, SERIES) || isKeyed(c) || tellsOthers(c, values))
                .max(Comparator.comparingInt(c -> c.values().size()))
                .ifPresent(
                        c ->
                                found.doubting(
                                        "%s may name what several rows are of. To keep each in training or test: split: {column: %1$s, test: [%s, ...]}."
                                                .formatted(c.name(), c.values().get(0))));
    }

    private boolean mayGroup(Found column) {
        boolean areNames =
                column.kind().filter(k -> k == Kind.CATEGORICAL).isPresent()
                        || column.values().stream().allMatch(v -> v.matches("[0-9]+"))
                        || (isKeyed(column) || isNamed(column, SERIES));
        return areNames
                && 2 * column.values().size() <= table.rows()
                && table.counts(column.name()).values().stream().filter(n -> n > 1).count()
                        >= 0.9 * column.values().size();
    }

    /** Returns whether two or more columns of several values are equal in all rows of a value. */
    private boolean tellsOthers(Found column, List<Found> values) {
        return values.size() <= MOST_WRITTEN_COLUMNS
                && values.stream()
                                .filter(o -> !o.equals(column) && o.values().size() > 1)
                                .filter(o -> tells(column, o))
                                .count()
                        > 1;
    }

    private static boolean isKeyed(Found column) {
        return column.name().matches("(?i)(.*[ _.-])?id");
    }

    /** Returns whether all columns that are values are real numbers, and none is missing. */
    private static boolean areReal(List<Found> values, Map<String, Object> kinds) {
        List<Found> used =
                values.stream().filter(c -> !IGNORE.equals(kinds.get(c.name()))).toList();
        return used.size() > 1
                && used.stream()
                        .allMatch(
                                c ->
                                        c.missing() == 0
                                                && c.kind().equals(Optional.of(Kind.REAL))
                                                && kinds.containsKey(c.name()));
    }

    /** Says which categories stand in one row, which training may not have. */
    private void rare(Recognized found, List<Found> values, Map<String, Object> kinds) {
        List<String> all = new ArrayList<>();
        for (Found column : values) {
            boolean isNamed =
                    Kind.CATEGORICAL.label().equals(kinds.get(column.name()))
                            || Kind.ORDINAL.label().equals(kinds.get(column.name()));
            if (isNamed) {
                Map<String, Integer> counts = table.counts(column.name());
                if (counts.values().stream().anyMatch(count -> count <= MAY_ALL_BE_TEST)) {
                    found.with("unseen", "missing", "a category that no training row has");
                }
                List<String> rare =
                        counts.entrySet().stream()
                                .filter(count -> count.getValue() <= RARE)
                                .map(count -> column.name() + " " + count.getKey())
                                .sorted()
                                .toList();
                // Where many are rare, nothing is odd about them.
                if (rare.size() <= Math.max(FEW_ODD, MOST_ODD * counts.size())) {
                    all.addAll(rare);
                }
            }
        }
        if (!all.isEmpty()) {
            List<String> some = all.subList(0, Math.min(6, all.size()));
            found.doubting(
                    "These stand in one row each, and may be misspelt: %s%s."
                            .formatted(
                                    String.join(", ", some),
                                    some.size() < all.size() ? ", ..." : ""));
        }
    }

    /** Says which numbers far from the others may stand for no value. */
    private static void outlying(Recognized found, List<Found> values) {
        for (Found column : values) {
            boolean areNumbers =
                    column.kind().filter(k -> !k.hasCategories() && k != Kind.DATE).isPresent();
            List<Double> numbers =
                    areNumbers
                            ? column.values().stream().map(Double::valueOf).sorted().toList()
                            : List.of();
            for (String sentinel : SENTINELS) {
                double value = Double.parseDouble(sentinel);
                List<Double> others = numbers.stream().filter(x -> x != value).toList();
                if (others.size() > 2 && others.size() < numbers.size()) {
                    double least = others.get(0);
                    double largest = others.get(others.size() - 1);
                    double distance = Math.max(least - value, value - largest);
                    if (distance > FAR * (largest - least)) {
                        found.doubting(
                                "Column %s has %s, far from its other values. If it stands for no value: missing: [\"%2$s\"]."
                                        .formatted(column.name(), sentinel));
                    }
                }
            }
        }
    }

    private boolean isClass(Found column) {
        return column.kind().filter(Kind::hasCategories).isPresent()
                && column.values().size() <= MOST_CLASSES
                && 2 * column.values().size() <= table.rows()
                && !column.isNumbering();
    }

    /** Returns whether rows have different names, or numbers of a column that is called so. */
    private boolean isName(Found column) {
        return column.missing() == 0
                && (isKeyed(column) || column.kind().filter(k -> k == Kind.CATEGORICAL).isPresent())
                && table.combinations(List.of(column.name())) == table.rows();
    }

    private Object kind(Found column, Recognized found) {
        String place = "columns." + column.name();
        if (column.isConstant()) {
            found.comments().put(place, "one value in all rows");
            return IGNORE;
        } else if (column.isNumbering()) {
            found.comments().put(place, "it numbers the rows");
            return IGNORE;
        } else if (column.hasForeignDates()) {
            found.comments().put(place, "dates, which are read as 2024-03-14");
            found.doubting(
                    "Column %s has dates, and is left out. Written as 2024-03-14, they are read."
                            .formatted(column.name()));
            return IGNORE;
        } else if (column.kind().isEmpty() || isName(column)) {
            found.comments()
                    .put(
                            place,
                            column.isProse()
                                    ? "texts, which a table cannot model"
                                    : "names of rows, or texts with too many values");
            return IGNORE;
        }
        Kind kind = column.kind().get();
        if (column.hasCodes() && kind != Kind.BINARY) {
            kind = Kind.CATEGORICAL;
        }
        if (kind == Kind.DATE && areFewDates(column, table.rows())) {
            kind = Kind.ORDINAL;
        }
        List<String> notes = new ArrayList<>();
        if (kind.hasCategories()) {
            List<String> some = column.values().subList(0, Math.min(6, column.values().size()));
            notes.add(
                    String.join(", ", some)
                            + (some.size() < column.values().size() ? ", ..." : ""));
        }
        if (kind == Kind.ORDINAL) {
            notes.add(
                    column.kind().get() == Kind.DATE
                            ? "or date, if others may come"
                            : "or count, if other numbers may come; or categorical");
        }
        if (column.missing() > 0) {
            double percent = Math.round(1000.0 * column.missing() / table.rows()) / 10.0;
            notes.add(percent == 0 ? column.missing() + " missing" : percent + " % missing");
        }
        if (!notes.isEmpty()) {
            found.comments().put(place, String.join("; ", notes));
        }
        return kind.label();
    }

    /** Returns whether dates repeat so often that a density of them grows without bound. */
    private static boolean areFewDates(Found column, int rows) {
        int different = column.values().size();
        // There are no values if they are too many.
        return different > 0 && different <= Math.min(FEW_DATES, (rows - column.missing()) / OFTEN);
    }

    /** The column that says which rows are for the test. */
    private Optional<Found> split(Recognized found) {
        for (Found column : columns(c -> isNamed(c, SPLITS)).toList()) {
            Map<Boolean, List<String>> values =
                    column.values().stream()
                            .collect(
                                    Collectors.partitioningBy(
                                            v -> v.toLowerCase(Locale.ROOT).startsWith("test")));
            if (values.get(true).size() == 1) {
                Map<String, Object> split = new LinkedHashMap<>();
                split.put("column", column.name());
                split.put("test", values.get(true));
                List<String> validation =
                        values.get(false).stream()
                                .filter(v -> v.toLowerCase(Locale.ROOT).startsWith("val"))
                                .toList();
                if (!validation.isEmpty()) {
                    split.put("validation", validation);
                }
                found.with("split", split);
                return Optional.of(column);
            }
        }
        return Optional.empty();
    }

    private Optional<Found> label(Recognized found, Predicate<Found> may) {
        List<Found> classes = columns(may).filter(c -> c.values().size() > 1).toList();
        List<Found> named =
                LABELS.stream()
                        .flatMap(name -> classes.stream().filter(c -> isNamed(c, List.of(name))))
                        .toList();
        List<Found> texts =
                classes.stream()
                        .filter(c -> c.values().stream().anyMatch(v -> !v.matches("[-+]?[0-9.]+")))
                        .toList();
        Optional<Found> chosen =
                named.stream()
                        .findFirst()
                        .or(
                                () ->
                                        texts.stream()
                                                .filter(c -> texts.size() == 1 && hasTwo(c))
                                                .findFirst());
        String only = named.isEmpty() ? "the only column of classes; " : "";
        chosen.ifPresent(label -> found.with("label", label.name(), only + sizes(label)));
        if (named.size() > 1) {
            found.doubting(
                    "The label may also be %s. A label is no value of the model."
                            .formatted(names(named.subList(1, named.size()))));
        } else if (chosen.isEmpty() && texts.size() > 1) {
            found.doubting(
                    "No label was chosen among %s. A label is no value of the model: label: %s"
                            .formatted(names(texts), texts.get(0).name()));
        }
        return chosen;
    }

    /** Returns whether a class of a column is not of almost all rows. */
    private boolean hasTwo(Found column) {
        int most = Collections.max(table.counts(column.name()).values());
        return table.rows() - most >= Math.max(2, 0.01 * table.rows());
    }

    private static String names(List<Found> columns) {
        return columns.stream().map(Found::name).collect(Collectors.joining(", "));
    }

    private String sizes(Found label) {
        return sizes(table.counts(label.name()));
    }

    /** Says how many classes there are, and how often the most frequent ones occur. */
    static <N extends Number> String sizes(Map<String, N> counts) {
        String shown =
                counts.entrySet().stream()
                        .sorted(
                                Comparator.comparingLong(
                                                (Map.Entry<String, N> of) ->
                                                        -of.getValue().longValue())
                                        .thenComparing(Map.Entry::getKey))
                        .limit(5)
                        .map(of -> of.getKey() + " (" + of.getValue() + ")")
                        .collect(Collectors.joining(", "));
        return counts.size() + " classes: " + shown + (counts.size() > 5 ? ", ..." : "");
    }

    /** Leaves out columns that tell the label exactly. */
    private void leaks(
            Found label, List<Found> values, Map<String, Object> kinds, Recognized found) {
        for (Found column : values) {
            Object kind = kinds.get(column.name());
            boolean mayTell =
                    column.kind().filter(Kind::hasCategories).isPresent()
                            && column.values().size() >= label.values().size()
                            && column.values().size() <= MOST_CLASSES
                            && column.missing() == 0
                            && label.missing() == 0;
            if (mayTell
                    && table.combinations(List.of(column.name(), label.name()))
                            == column.values().size()) {
                kinds.put(column.name(), IGNORE);
                found.comments().put("columns." + column.name(), "it tells the label exactly");
                found.doubting(
                        "Column %s tells %s exactly, and is left out. To keep it: %1$s: %s."
                                .formatted(column.name(), label.name(), kind));
            }
        }
    }

    private static boolean isTime(Found column) {
        return column.kind().filter(kind -> kind == Kind.DATE).isPresent()
                || isNamed(column, TIMES);
    }

    private void times(Recognized found, List<Found> values) {
        values.stream()
                .filter(c -> isTime(c) && c.missing() == 0)
                .flatMap(c -> ofOneTime(c).stream())
                .findFirst()
                .ifPresent(
                        c ->
                                found.doubting(
                                        "Each row has its own %s: this may be %s in time. A table takes rows as independent. %s"
                                                .formatted(
                                                        String.join(" and ", c),
                                                        c.size() == 1 ? "one series" : "series",
                                                        asSeries(c))));
    }

    /** Says how rows of a time, and of a series if there are several, are read as steps. */
    private static String asSeries(List<String> timeAndSeries) {
        String time =
                "To read it as steps of a series: {source: series, time: " + timeAndSeries.get(0);
        return timeAndSeries.size() == 1
                ? time + ", window: 24}, 24 steps being an example."
                : time + ", series: " + timeAndSeries.get(1) + "}.";
    }

    /** Returns a time that differs in all rows, or does so together with a column of classes. */
    private Optional<List<String>> ofOneTime(Found time) {
        return Stream.concat(
                        Stream.of(List.of(time.name())),
                        columns(c -> isClass(c) && !c.equals(time))
                                .map(c -> List.of(time.name(), c.name())))
                .filter(names -> table.combinations(names) == table.rows())
                .findFirst();
    }

    /** Many columns of one kind are one array rather than a table: pixels, counts or bits. */
    private Optional<Recognized> ofOneKind(Recognized found, List<Found> values) {
        List<Found> used = values.stream().filter(c -> !c.isNumbering()).toList();
        if (used.size() < LEAST_COLUMNS_OF_ONE_KIND || used.size() < values.size()) {
            return Optional.empty();
        }
        double least = Double.POSITIVE_INFINITY;
        double largest = Double.NEGATIVE_INFINITY;
        for (Found column : used) {
            if (column.missing() > 0 || column.values().isEmpty()) {
                return Optional.empty();
            }
            for (String text : column.values()) {
                if (!text.matches("[0-9]{1,8}")) {
                    return Optional.empty();
                }
                least = Math.min(least, Double.parseDouble(text));
                largest = Math.max(largest, Double.parseDouble(text));
            }
        }
        int side = (int) Math.round(Math.sqrt(used.size()));
        boolean isSquare = side >= 8 && side * side == used.size();
        if (largest <= 1) {
            found.with("domain", "binary", "all values are 0 and 1");
        } else if (isSquare && largest > 200 && largest <= 255) {
            found.with("domain", "grey", "all values are whole numbers from 0 to 255");
        } else if (largest > 10) {
            found.with("domain", "counts", "all values are counts");
            return Optional.of(
                    used.stream().anyMatch(Found::isConstant)
                            ? found.with("constant", "drop", "some columns have one value")
                            : found);
        } else {
            return Optional.empty();
        }
        if (isSquare) {
            found.with(
                    "shape",
                    "1x" + side + "x" + side,
                    "because there are " + used.size() + " columns");
        }
        return Optional.of(found);
    }
}
