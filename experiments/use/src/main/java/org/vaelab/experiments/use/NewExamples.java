// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSummary.LabelColumn;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.GivenFile;
import org.vaelab.framework.data.JoinedReader;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.data.Origin;
import org.vaelab.framework.data.Standardization;
import org.vaelab.framework.data.StoredSummary;
import org.vaelab.framework.data.ValueSplit;
import org.vaelab.framework.model.Conditioning;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.settings.Spelling;

/**
 * Reads new examples for a trained model: by the reader of the source that it was trained on, or
 * else by the first other reader that accepts the file.
 *
 * @param summary of the training data
 * @param model the trained one
 * @param mayLack whether modalities may be missing
 */
record NewExamples(
        RunSpec spec,
        StoredSummary summary,
        GenerativeModel model,
        boolean mayLack,
        Plugins plugins) {

    /** The square of a larger number is none of single precision. */
    private static final double LARGEST = 1e18;

    /**
     * Reads all examples of a file or folder, and prepares them as evaluation prepares test data.
     *
     * @param mayMiss whether values may be missing even if none were in training
     * @throws DataException if the file cannot be read or does not fit the training data
     */
    public ExampleReader.Found read(Path file, boolean mayMiss) {
        return read(file, mayMiss, ExampleReader::read);
    }

    /**
     * Reads the same, of which values may be missing; of longer series than those of training the
     * last steps.
     *
     * @throws DataException if the file cannot be read or does not fit the training data
     */
    public ExampleReader.Found readLast(Path file) {
        return read(file, true, ExampleReader::readLast);
    }

    /** How a reader reads a file. */
    private interface Reading {
        ExampleReader.Found read(ExampleReader reader, Path file, StoredSummary trained);
    }

    private ExampleReader.Found read(Path file, boolean mayMiss, Reading reading) {
        if (!Files.isReadable(file)) {
            throw new DataException(
                    file
                            + (Files.exists(file)
                                    ? ": you have no permission to read it"
                                    : ": " + GivenFile.absent(file)));
        }
        StoredSummary trained = summary.asLoaded(mayMiss, mayLack);
        ExampleReader.Found found = found(file, trained, reading).withUnknownLabels();
        Examples examples = found.examples();
        if (examples.domain() != trained.domain() || examples.width() != trained.shape().size()) {
            throw DataException.of(
                    "%s: %s values per example, %s; the model was trained on shape %s, %s",
                    file,
                    examples.width(),
                    examples.domain().label(),
                    trained.shape(),
                    trained.domain().label());
        }
        return found.with(known(file.toString(), trained, examples));
    }

    /**
     * Returns the modalities that texts {@code NAME=VALUE} give, prepared; the others are missing.
     *
     * @throws IllegalArgumentException if there is no such modality, or it has no such value
     */
    ExampleReader.Found given(List<String> texts) {
        StoredSummary trained = summary.asLoaded(false, mayLack);
        if (!(spec.data().source().reader().orElse(null) instanceof JoinedReader reader)) {
            throw new IllegalArgumentException(
                    "given %s: the data of this model have no several modalities; a condition gives a"
                                    .formatted(texts.get(0))
                            + " label or a value of x");
        }
        List<String> remarks = new ArrayList<>();
        Examples joined = new GivenModalities(reader, trained, remarks::add).of(texts);
        return new ExampleReader.Found(
                prepared("given", trained, withLatentLabels(joined)), remarks);
    }

    /**
     * Prepares rows in memory as evaluation prepares test data.
     *
     * @throws DataException if they do not fit the training data
     * @throws IllegalArgumentException if they lack a label on which the model is conditioned
     */
    public Examples of(Rows rows, boolean mayMiss) {
        String what = rows.name();
        List<String> columns = rows.columnNames();
        Map<String, List<String>> labels = rows.labelNames();
        StoredSummary trained = summary.asLoaded(mayMiss, mayLack);
        Examples examples = rows.examples(trained);
        requireWhole(what, trained, examples);
        List<String> names = trained.form().columnNames();
        if (examples.width() != trained.shape().size()) {
            throw DataException.of(
                    "%s: %s values in a row, the model has %s, of shape %s%s",
                    what,
                    examples.width(),
                    trained.shape().size(),
                    trained.shape(),
                    names.isEmpty() ? "" : ": " + String.join(", ", names));
        }
        if (!columns.isEmpty() && !names.isEmpty() && !columns.equals(names)) {
            throw DataException.of(
                    "%s: the columns are %s, those of the model are %s", what, columns, names);
        }
        for (Conditioning.Label needed : model.condition().labels()) {
            if (!labels.containsKey(needed.name())) {
                throw ConditionOption.missing(needed.name(), needed.labels().valueNames());
            }
        }
        List<Labels.Column> known = new ArrayList<>();
        for (LabelColumn label : trained.labels()) {
            if (labels.containsKey(label.name())) {
                known.add(
                        Labels.Column.named(
                                label.name(),
                                label.valueNames(),
                                labels.get(label.name()),
                                other -> {
                                    throw DataException.of(
                                            "%s: no training example has the label '%s'\n    %s",
                                            what, other, Spelling.hint(other, label.valueNames()));
                                }));
            }
        }
        Examples labelled = known.isEmpty() ? examples : examples.withLabels(Labels.of(known));
        return finite(what, known(what, trained, labelled));
    }

    /**
     * Refuses modalities of which some values are missing, unless some were in training: a modality
     * is missing as a whole, and not all of them are.
     */
    private static void requireWhole(String what, StoredSummary trained, Examples examples) {
        double[] row = new double[examples.width()];
        for (int i = 0; !trained.form().modalities().isEmpty() && i < examples.size(); i++) {
            examples.read(i, row, 0);
            if (Arrays.stream(row).allMatch(Double::isNaN)) {
                throw DataException.of(
                        "%s: row %s has no modality, expected one or more; sample(key, n) draws without any",
                        what, i);
            }
        }
        for (Modality modality : trained.form().modalities()) {
            if (modality.hasMissing() || modality.form().mayEnd()) {
                continue;
            }
            for (int i = 0; i < examples.size(); i++) {
                examples.read(i, row, 0);
                long missing =
                        Arrays.stream(row, modality.from(), modality.to())
                                .filter(Double::isNaN)
                                .count();
                if (missing > 0 && missing < modality.width()) {
                    throw DataException.of(
                            "%s: row %s has NaN in the modality '%s', of which no value was missing in training;"
                                    + " give all its values, or leave it out",
                            what, i, modality.name());
                }
            }
        }
    }

    /** Refuses numbers whose squares single precision does not have. */
    private static Examples finite(String what, Examples prepared) {
        double[] row = new double[prepared.width()];
        for (int i = 0; i < prepared.size(); i++) {
            prepared.read(i, row, 0);
            for (int j = 0; j < row.length; j++) {
                if (Math.abs(row[j]) > LARGEST) {
                    throw DataException.of(
                            "%s: row %s, value %s is %s on the scale of the model, expected at most %s in"
                                    + " magnitude",
                            what, i, j, row[j], LARGEST);
                }
            }
        }
        return prepared;
    }

    private Examples known(String what, StoredSummary trained, Examples examples) {
        model.condition().labels().forEach(each -> requireKnown(what, each.labels(), examples));
        return prepared(what, trained, withLatentLabels(examples));
    }

    /**
     * Checks that examples are prepared as those of the training data.
     *
     * @throws IllegalArgumentException if they are of other values, or values as a user has them
     */
    public void requirePrepared(Examples examples) {
        requireOfModel(examples);
        // The end of a text is NaN, and no missing value.
        if (!summary.hasMissing()
                && !mayLack
                && !summary.form().mayEnd()
                && examples.hasMissing()) {
            throw new IllegalArgumentException(
                    "a value is NaN, and no value was missing in training: impute fills it in");
        }
    }

    /**
     * Checks that examples are prepared as those of the training data; values may be missing.
     *
     * @throws IllegalArgumentException if they are of other values, or values as a user has them
     */
    void requireOfModel(Examples examples) {
        Optional<Standardization> scale =
                summary.standardization().map(all -> all.ofModelled(summary.split()));
        if (examples.domain() != summary.domain()
                || examples.width() != summary.shape().size()
                || !examples.standardization().equals(scale)) {
            throw new IllegalArgumentException(
                    ("these examples of %s values, %s, are not prepared as the data of the model, of"
                                    + " shape %s, %s%s\n    give arrays or Rows, which it prepares")
                            .formatted(
                                    examples.width(),
                                    examples.domain().label(),
                                    summary.shape(),
                                    summary.domain().label(),
                                    scale.isPresent() ? ", standardised" : ""));
        }
    }

    /**
     * Refuses a missing value of a column that the data give: a model does not generate it, and
     * networks have not seen it missing, unless some value was in training.
     */
    private void requireGiven(String what, Examples examples) {
        if (summary.hasMissing() || summary.split().isEmpty() || summary.form().mayEnd()) {
            return;
        }
        Origin origin = examples.origin();
        double[] row = new double[examples.width()];
        for (int i = 0; i < examples.size(); i++) {
            examples.read(i, row, 0);
            for (ValueSplit.Part part : summary.split().get().given()) {
                for (int place : part.places()) {
                    if (Double.isNaN(row[place])) {
                        throw DataException.of(
                                "%s: %s %s has no %s, which data.given gives to the model and impute does not"
                                        + " fill in\n    give it, or leave the row out",
                                what,
                                origin.equals(Origin.INDEX) ? "row" : origin.column(),
                                origin.of().apply(i),
                                summary.form().place(place));
                    }
                }
            }
        }
    }

    private void requireTotals(Examples examples) {
        boolean isTotal =
                model.condition().exposures().stream().anyMatch(Conditioning.Exposure::isTotal);
        if (isTotal && examples.hasMissing()) {
            throw new IllegalArgumentException(
                    "a count is missing, and the exposure of this model is the sum of all counts");
        }
    }

    /** Requires the label of each example, which a model is conditioned on. */
    private static void requireKnown(String file, LabelColumn needed, Examples examples) {
        String name = needed.name();
        Optional<Labels.Column> labels =
                examples.labels()
                        .filter(all -> all.names().contains(name))
                        .map(all -> all.column(name));
        IntStream.range(0, examples.size())
                .filter(i -> labels.isEmpty() || labels.get().value(i) == Labels.UNKNOWN)
                .findFirst()
                .ifPresent(
                        i -> {
                            Origin origin = examples.origin();
                            throw DataException.of(
                                    "%s: the model is conditioned on the label '%s', which %s does not have\n"
                                            + "a table needs a column '%s', a folder of images a subfolder for"
                                            + " each class, an IDX file MNIST's file of labels beside it\n"
                                            + "classes: %s",
                                    file,
                                    name,
                                    labels.isEmpty()
                                            ? "it"
                                            : origin.column() + " " + origin.of().apply(i),
                                    name,
                                    String.join(", ", needed.valueNames()));
                        });
    }

    /**
     * Returns examples that have the labels which are latent variables; of a file without them none
     * is known.
     */
    private Examples withLatentLabels(Examples examples) {
        List<Labels.Column> columns =
                new ArrayList<>(examples.labels().map(Labels::columns).orElse(List.of()));
        int[] unknown = new int[examples.size()];
        Arrays.fill(unknown, Labels.UNKNOWN);
        model.latents().stream()
                .flatMap(latent -> latent.observation().stream())
                .map(Conditioning.Label::labels)
                .filter(of -> columns.stream().noneMatch(has -> has.name().equals(of.name())))
                .forEach(of -> columns.add(Labels.Column.of(of.name(), of.valueNames(), unknown)));
        return columns.isEmpty() ? examples : examples.withLabels(Labels.of(columns));
    }

    private ExampleReader.Found found(Path file, StoredSummary trained, Reading reading) {
        Optional<ExampleReader> own =
                spec.data().source().reader().filter(reader -> reader.accepts(file));
        if (own.isPresent()) {
            return reading.read(own.get(), file, trained);
        }
        String source = spec.data().name();
        Map<String, ExampleReader> others = plugins.instances(ExampleReader.class);
        ExampleReader other =
                others.values().stream()
                        .filter(reader -> reader.accepts(file))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        DataException.of(
                                                "%s: no reader knows this format; the training data"
                                                        + " are of source '%s'\n    formats: %s",
                                                file, source, String.join(", ", others.keySet())));
        try {
            return reading.read(other, file, trained);
        } catch (DataException e) {
            throw new DataException(
                    e.getMessage() + "\n    the training data are of source '" + source + "'", e);
        }
    }

    /** Checks the values, and prepares them. */
    private Examples prepared(String file, StoredSummary trained, Examples examples) {
        requireGiven(file, examples);
        Dataset data = Dataset.ofNew(file, trained.shape(), examples, trained.facts());
        Dataset split = summary.split().map(data::given).orElse(data);
        requireTotals(examples);
        return spec.data()
                .prepare(split, spec.runtime().precision().ofData(), summary.standardization())
                .prepared(split.train());
    }
}
