// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.internal.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.JoinedReader;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.data.Vocabulary;
import org.vaelab.framework.model.Condition;
import org.vaelab.framework.naming.Spelling;
import org.vaelab.framework.record.TemporaryPath;

/**
 * The modalities that {@code --given NAME=VALUE} names. A value is a file or folder, all of whose examples are inputs; or
 * one input as text: the words of a text, {@code column=value,...} or the bare value of a table's one column.
 *
 * @param trained a summary of the training data, as loaded
 * @param condition of the model, which {@code --condition} gives
 * @param remarks takes what a user should know of a file
 */
record GivenModalities(
        JoinedReader reader, DataSummary trained, Condition condition, Consumer<String> remarks) {

    /** One word with an ending is the name of a file. */
    private static final String FILE = "\\S+\\.[A-Za-z][A-Za-z0-9]{1,6}";

    /**
     * Returns the inputs. One that is given as text goes with all examples of a file.
     *
     * @throws IllegalArgumentException if there is no such modality, or it has no such value
     */
    Examples of(List<String> texts) {
        Map<String, Examples> parts = new LinkedHashMap<>();
        for (String text : texts) {
            Modality modality = modality(text);
            if (parts.put(modality.name(), read(modality, text)) != null) {
                throw new IllegalArgumentException(
                        "--given %s: '%s' is given twice".formatted(text, modality.name()));
            }
        }
        int most = parts.values().stream().mapToInt(Examples::size).max().orElseThrow();
        parts.replaceAll((name, of) -> of.size() == 1 ? of.select(new int[most]) : of);
        return reader.joined(parts, trained);
    }

    private Modality modality(String text) {
        String name = text.substring(0, Math.max(0, text.indexOf('=')));
        List<String> names = trained.modalities().stream().map(Modality::name).toList();
        if (names.contains(name)) {
            return trained.modalities().get(names.indexOf(name));
        }
        boolean isCondition = condition.columns().stream().anyMatch(c -> c.name().equals(name));
        throw new IllegalArgumentException(
                "--given %s: %s\n    %s"
                        .formatted(
                                text,
                                isCondition
                                        ? "'%s' is no modality, but what the model is conditioned on"
                                                .formatted(name)
                                        : name.isEmpty()
                                                ? "expected NAME=VALUE, with the name of a modality"
                                                : "the data have no modality '%s'".formatted(name),
                                isCondition
                                        ? "write --condition " + text
                                        : Spelling.hint(name, names)));
    }

    private Examples read(Modality modality, String text) {
        String value = text.substring(text.indexOf('=') + 1);
        Optional<Path> file = file(value);
        if (file.isPresent()) {
            return read(modality, file.get());
        }
        if (value.matches(FILE)) {
            throw new IllegalArgumentException("--given %s: no such file".formatted(text));
        }
        if (modality.vocabulary().isPresent()) {
            return words(modality, modality.vocabulary().get(), text, value);
        }
        if (modality.columns().isEmpty()) {
            throw new IllegalArgumentException(
                    "--given %s: no such file\n    '%s' has shape %s: name a file or a folder"
                            .formatted(text, modality.name(), modality.shape()));
        }
        return Examples.of(modality.width(), row(modality, text, value), modality.domain());
    }

    private Examples read(Modality modality, Path file) {
        ExampleReader.Found found = reader.read(modality, file, trained);
        found.remarks().forEach(text -> remarks.accept(modality.name() + ": " + text));
        return found.examples();
    }

    private static Optional<Path> file(String value) {
        try {
            return Optional.of(Path.of(value)).filter(path -> !value.isEmpty() && Files.exists(path));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** Reads a text as a file of one line is read. */
    private Examples words(Modality modality, Vocabulary vocabulary, String text, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException("--given %s: the text is empty".formatted(text));
        }
        Examples read;
        try (TemporaryPath folder = TemporaryPath.folder("given-")) {
            Path file = folder.path().resolve("given.txt");
            Files.writeString(file, value.replaceAll("\\R", " ") + "\n");
            read = read(modality, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        float[] tokens = new float[read.width()];
        read.read(0, tokens, 0);
        for (float token : tokens) {
            if (token == Vocabulary.UNKNOWN) {
                throw new IllegalArgumentException(
                        "--given %s: '%s' is not in the vocabulary%s"
                                .formatted(text, value, nearest(vocabulary, value)));
            }
        }
        return read;
    }

    /** Returns the first word that is not known, with the nearest one. */
    private static String nearest(Vocabulary vocabulary, String value) {
        return Arrays.stream(value.split(vocabulary.separator().isEmpty() ? "" : "\\W+"))
                .filter(word -> !vocabulary.tokens().contains(word))
                .findFirst()
                .map(word -> ": " + word + Spelling.question(word, vocabulary.tokens()).orElse(""))
                .orElse("");
    }

    private double[] row(Modality modality, String text, String value) {
        List<Column> columns = modality.columns();
        List<String> names = columns.stream().map(Column::name).toList();
        double[] row = new double[columns.size()];
        Arrays.fill(row, Double.NaN);
        boolean isBare = columns.size() == 1 && !value.startsWith(names.get(0) + "=");
        for (String cell : isBare ? new String[] {names.get(0) + "=" + value} : value.split(",")) {
            String name = cell.substring(0, Math.max(0, cell.indexOf('='))).strip();
            int place = names.indexOf(name);
            if (place < 0) {
                throw new IllegalArgumentException(
                        "--given %s: expected column=value,... of '%s'\n    %s"
                                .formatted(text, modality.name(), Spelling.hint(name, names)));
            }
            row[place] =
                    new WrittenValue(
                                    "--given " + text,
                                    name,
                                    Optional.of(columns.get(place)),
                                    modality.domain())
                            .of(cell.substring(cell.indexOf('=') + 1).strip());
        }
        List<String> left =
                IntStream.range(0, row.length)
                        .filter(d -> Double.isNaN(row[d]))
                        .mapToObj(names::get)
                        .toList();
        if (!modality.hasMissing() && !left.isEmpty()) {
            throw new IllegalArgumentException(
                    "--given %s: the model was trained without missing values; give %s too"
                            .formatted(text, String.join(", ", left)));
        }
        return row;
    }
}
