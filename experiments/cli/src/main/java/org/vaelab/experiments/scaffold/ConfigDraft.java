// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.scaffold;

import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Form;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.settings.Amount;
import org.vaelab.framework.settings.YamlScalar;
import org.vaelab.framework.sources.catalog.Recognized;
import org.vaelab.reports.text.TextTemplate;

/**
 * A config that compares a classical or plain model with others that fit the data. A template for
 * each form of data has the models.
 *
 * @param name of the comparison
 * @param data what the files were recognised as
 * @param dataset as loaded
 * @param table what else they may be, for a comment: a table whose rows are independent
 */
@Internal
public record ConfigDraft(
        String name, Recognized data, Dataset dataset, Optional<Recognized> table) {

    private static final double VALIDATION = 0.1;
    private static final int LEAST_VALIDATION = 5;
    private static final int LEAST_IMPORTANCE_EXAMPLES = 100;
    private static final int MOST_IMPORTANCE_EXAMPLES = 500;
    private static final int FEW = 50;

    /** The fewest of importance sampling in a template. */
    private static final int DRAWS = 50;

    private static final int LABELLED = 100;
    private static final int LEAST_SIDE = 16;

    /** Numbers of the state of a series: its level, its trend and a cycle. */
    private static final int STATE = 4;

    /** Two more, of a second harmonic. On monthly CO2 it is the best below 12. */
    private static final int STATE_OF_SEASON = 6;

    private static final int LONGEST_LINE = 60;

    /** Adds to the doubts of the data those that only all examples show, and returns the draft. */
    public ConfigDraft checked() {
        Examples train = dataset.train();
        int empty = template().equals("counts") ? empty(train) : 0;
        if (empty > 0) {
            data.doubts()
                    .add(
                            "%s of %s have no count at all: given their total, their log p(x) is 0 whatever the model. They may be left out."
                                    .formatted(empty, Amount.of(train.size(), "training example")));
        }
        return this;
    }

    /** The number of examples that are 0. */
    private static int empty(Examples examples) {
        int empty = 0;
        double[] row = new double[examples.width()];
        for (int i = 0; i < examples.size(); i++) {
            examples.read(i, row, 0);
            if (Arrays.stream(row).allMatch(value -> value == 0)) {
                empty++;
            }
        }
        return empty;
    }

    /**
     * Returns the text of the config.
     *
     * @param folder of the config, to which its paths are relative
     * @param effort of training and evaluation
     * @param note a comment on the effort; empty for none
     */
    public String yaml(Path folder, Effort effort, String note) {
        StringBuilder text = new StringBuilder();
        text.append(
                "# Written by vaelab init from what the files hold. Change what is not meant.\n");
        text.append(
                "#   ./vaelab compare CONFIG --dry-run   shows what is read, and tries every model\n");
        text.append(
                "#   ./vaelab compare CONFIG             trains, evaluates, and writes the report\n");
        text.append(
                "#   ./vaelab describe NAME              explains a part, a metric or a section\n");
        text.append("name: ").append(YamlScalar.written(name)).append("\n\n");
        for (String doubt : data.doubts()) {
            text.append("# To check: ").append(doubt).append('\n');
        }
        text.append(section(folder));
        table.ifPresent(other -> text.append(commented(other, folder)));
        text.append("\nseeds: [1, 2, 3]\n");
        if (!note.isEmpty()) {
            text.append("# ").append(note).append('\n');
        }
        text.append(
                TextTemplate.fill(
                        ConfigDraft.class, "init/" + template() + ".yaml", facts(effort)));
        return text.toString();
    }

    /** Returns the same data with few test examples, spread over them. */
    public Dataset few() {
        Examples test = dataset.test();
        int few = Math.min(test.size(), FEW);
        int[] spread =
                IntStream.range(0, few).map(i -> (int) ((long) i * test.size() / few)).toArray();
        return new Dataset(
                dataset.identity(),
                dataset.shape(),
                dataset.train(),
                dataset.validation(),
                test.select(spread),
                dataset.facts());
    }

    /**
     * How long models train and are evaluated.
     *
     * @param steps of training
     * @param importanceExamples test examples whose log p(x) is estimated
     */
    public record Effort(long steps, int importanceExamples) {}

    /**
     * Returns the most examples whose log p(x) is estimated in an evaluation of all data, by what
     * it may take.
     *
     * @param times the work of an evaluation with {@link #few}, in which that of all is estimated
     */
    public int importanceExamples(double times) {
        int test = dataset.test().size();
        double fitting = (times * (DRAWS + 1) * Math.min(test, FEW) - test) / DRAWS;
        int round = FEW * (int) (fitting / FEW);
        return Math.min(
                test,
                Math.max(LEAST_IMPORTANCE_EXAMPLES, Math.min(round, MOST_IMPORTANCE_EXAMPLES)));
    }

    /** Returns how many times the work of an evaluation with {@link #few} one of all data is. */
    public double evaluationScale(int importanceExamples) {
        int test = dataset.test().size();
        return (DRAWS * importanceExamples + test) / ((DRAWS + 1.0) * Math.min(test, FEW));
    }

    /** A line of the section {@code data}, with a comment, which may be empty. */
    private record Line(String text, String comment) {}

    /**
     * Returns a config that reads the data, and trains next to nothing.
     *
     * @param folder of the config
     */
    public static String reading(Recognized data, Path folder) {
        return section(lines(data, folder)) + "models: {none: {variant: gaussian, latent: 1}}\n";
    }

    private static List<Line> lines(Recognized data, Path folder) {
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("  source: " + data.source(), ""));
        data.settings()
                .forEach(
                        (key, value) -> {
                            String comment = data.comments().getOrDefault(key, "");
                            if (value instanceof Map<?, ?> map && isLong(map)) {
                                lines.add(new Line("  " + key + ":", comment));
                                map.forEach(
                                        (own, of) ->
                                                lines.add(
                                                        new Line(
                                                                "    " + pair(own, of, folder),
                                                                data.comments()
                                                                        .getOrDefault(
                                                                                key + "." + own,
                                                                                ""))));
                            } else {
                                lines.add(new Line("  " + pair(key, value, folder), comment));
                            }
                        });
        return lines;
    }

    private static String section(List<Line> lines) {
        int width =
                lines.stream()
                        .filter(line -> !line.comment().isEmpty())
                        .mapToInt(line -> line.text().length())
                        .filter(length -> length < LONGEST_LINE)
                        .max()
                        .orElse(0);
        StringBuilder text = new StringBuilder("data:\n");
        for (Line line : lines) {
            String pad = " ".repeat(Math.max(2, width + 2 - line.text().length()));
            String comment = line.comment().isEmpty() ? "" : pad + "# " + line.comment();
            text.append(line.text()).append(comment).append('\n');
        }
        return text.toString();
    }

    private static String commented(Recognized table, Path folder) {
        return "# As a table, without the likelihood and the metrics below, and with models such as"
                + " vae: {variant: gaussian, latent: 2}:\n"
                + section(lines(table, folder)).replaceAll("(?m)^", "# ");
    }

    private String section(Path folder) {
        List<Line> lines = lines(data, folder);
        if (dataset.domain() == ValueDomain.REAL && !data.settings().containsKey("scale")) {
            lines.add(
                    new Line(
                            "  standardize: true",
                            "by mean and standard deviation; results are in your units"));
            if (areWindows()) {
                lines.add(
                        new Line(
                                "  # scale: level",
                                "in its place, if the level drifts: that of the steps before each"
                                        + " window; with calendar: [month], if times are dates"));
            }
        }
        if (dataset.validation().isEmpty() && held() > 0) {
            lines.add(
                    new Line(
                            "  validation: " + validation(),
                            "of the training data, for alarms, searches and early stopping"));
        }
        return section(lines);
    }

    private static String pair(Object key, @Nullable Object value, Path folder) {
        return YamlScalar.written("" + key) + ": " + flow(value, folder);
    }

    private static boolean isLong(Map<?, ?> map) {
        return map.size() > 3 || map.values().stream().anyMatch(Map.class::isInstance);
    }

    private static String flow(@Nullable Object value, Path folder) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(of -> pair(of.getKey(), of.getValue(), folder))
                    .collect(Collectors.joining(", ", "{", "}"));
        } else if (value instanceof List<?> list) {
            return list.stream()
                    .map(of -> flow(of, folder))
                    .collect(Collectors.joining(", ", "[", "]"));
        } else if (value instanceof Path path) {
            return YamlScalar.written(relative(path, folder));
        }
        return value instanceof String text ? YamlScalar.written(text) : String.valueOf(value);
    }

    private static String relative(Path path, Path folder) {
        Path whole = path.toAbsolutePath().normalize();
        Path from = folder.toAbsolutePath().normalize();
        boolean isNear = whole.getRoot().equals(from.getRoot());
        return (isNear ? from.relativize(whole) : whole).toString().replace('\\', '/');
    }

    private Form form() {
        return dataset.facts().form();
    }

    /** Windows of one series share steps, so that none is chosen for validation by chance. */
    private boolean areWindows() {
        return dataset.train().origin().windows().isPresent();
    }

    /** Returns how many training examples are held out for validation; 0 of very few. */
    private int held() {
        int train = dataset.train().size();
        int usual = (int) Math.round(VALIDATION * train);
        return train < 2 * LEAST_VALIDATION || areWindows() ? 0 : Math.max(usual, LEAST_VALIDATION);
    }

    /** Returns how many examples training has, those of the validation data left out. */
    public int trainingExamples() {
        int train = dataset.train().size();
        return dataset.validation().isEmpty() ? train - held() : train;
    }

    private int batch() {
        return Math.max(1, Math.min(100, trainingExamples() / 2));
    }

    /** Returns how many steps see each training example once. */
    public long stepsOfEpoch() {
        return Math.max(1, trainingExamples() / batch());
    }

    private String validation() {
        return held() > LEAST_VALIDATION ? "" + VALIDATION : "" + held();
    }

    /** Returns the name of the template for the form of the examples. */
    private String template() {
        if (!form().modalities().isEmpty()) {
            return "modalities";
        } else if (form().isSeries()) {
            return "series";
        } else if (form().vocabulary().isPresent()) {
            return "text";
        }
        return switch (dataset.domain()) {
            case COLUMNS -> "table";
            case BINARY -> "binary";
            case GREY_LEVELS -> "levels";
            case COUNTS -> "counts";
            case UNIT_INTERVAL, REAL ->
                    form().columns().isEmpty() || !dataset.facts().hasMissing() ? "real" : "table";
            case TOKENS, MODALITIES -> throw new IllegalStateException(dataset.domain().label());
        };
    }

    private Map<String, Object> facts(Effort effort) {
        DataShape shape = dataset.shape();
        int width = dataset.train().whole().width();
        int left = trainingExamples();
        boolean areImages = form().display(shape) == Form.Display.IMAGES;
        Map<String, Object> facts = new HashMap<>();
        facts.put("steps", effort.steps());
        facts.put("train", left);
        facts.put("batch", batch());
        facts.put("latent", latent(width, areImages));
        facts.put("sphere", 16);
        facts.put("importance", effort.importanceExamples());
        facts.put("accuracy", canProbe());
        facts.put("missing", dataset.facts().hasMissing() && hasNumbers());
        // Probabilistic PCA needs fewer units than values, and all values.
        facts.put("ppca", !dataset.facts().hasMissing() && latent(width, areImages) < width);
        facts.put("components", Math.max(1, Math.min(10, left / 10)));
        facts.put("bitComponents", Math.max(1, Math.min(20, left / 10)));
        facts.put("every", Math.max(10, effort.steps() / 40 / 10 * 10));
        facts.put("stops", held() > 0 || dataset.validation().isPresent());
        facts.put("colour", shape.channels() == 3);
        facts.put(
                "convolutional",
                areImages && shape.height() >= LEAST_SIDE && shape.width() >= LEAST_SIDE);
        facts.put("perStep", 2 * shape.height());
        facts.put("windows", areWindows());
        facts.put("state", data.settings().containsKey("season") ? STATE_OF_SEASON : STATE);
        // Where windows hold no two seasons, models have the calendar.
        boolean isLong = data.settings().containsKey("calendar");
        facts.put("season", isLong ? 0 : data.settings().getOrDefault("season", 0));
        facts.put("longSeason", isLong);
        facts.put(
                "private",
                String.join(" x ", Collections.nCopies(form().modalities().size(), "normal(2)")));
        facts.put("text", "");
        facts.put("levels", "");
        for (Modality modality : form().modalities()) {
            if (modality.domain() == ValueDomain.TOKENS) {
                facts.put("text", modality.name());
            } else if (modality.domain() == ValueDomain.GREY_LEVELS) {
                facts.put("levels", modality.name());
                facts.put("colour", modality.shape().channels() == 3);
            }
        }
        return facts;
    }

    private int latent(int width, boolean areImages) {
        if (areImages || form().vocabulary().isPresent() || !form().modalities().isEmpty()) {
            return 16;
        }
        return Math.max(2, Math.min(10, width / 3));
    }

    private boolean hasNumbers() {
        return form().columns().stream().anyMatch(column -> !column.kind().hasCategories());
    }

    /** Returns whether a classifier can be fitted to 100 codes, equally many of each label. */
    private boolean canProbe() {
        List<Labels.Column> labels =
                dataset.train().labels().map(Labels::columns).orElse(List.of());
        if (labels.size() != 1) {
            return false;
        }
        Labels.Column label = labels.get(0);
        int classes = label.valueNames().size();
        int[] counts = new int[classes];
        for (int i = 0; i < dataset.train().size(); i++) {
            if (label.value(i) != Labels.UNKNOWN) {
                counts[label.value(i)]++;
            }
        }
        int each = LABELLED / Math.max(1, classes);
        // A tenth is held out, by chance.
        return classes > 1
                && classes <= LABELLED
                && IntStream.of(counts).allMatch(count -> 0.8 * count >= each);
    }

    /** Returns a name for a comparison of files. */
    public static String name(Path file) {
        String name = file.toAbsolutePath().normalize().getFileName().toString();
        String stem =
                name.contains(".") && !name.startsWith(".")
                        ? name.substring(0, name.indexOf('.'))
                        : name;
        String plain =
                Normalizer.normalize(stem, Normalizer.Form.NFKD)
                        .replaceAll("\\p{M}", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9]+", "-")
                        .replaceAll("^-|-$", "");
        return plain.isEmpty() ? "mine" : plain;
    }
}
