// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Form;
import org.vaelab.framework.data.JoinedReader;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.record.Csv;
import org.vaelab.framework.record.TemporaryPath;
import org.vaelab.framework.settings.Spelling;

/**
 * The modalities that {@code NAME=VALUE} names. A value is a file or folder, all of whose
 * examples are inputs; or one input as text: the words of a text, {@code column=value,...} or the
 * bare value of a table's one column.
 *
 * @param trained a summary of the training data, as loaded
 * @param remarks takes what a user should know of a file
 */
record GivenModalities(JoinedReader reader, DataSummary trained, Consumer<String> remarks) {

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
                        "given %s: '%s' is given twice".formatted(text, modality.name()));
            }
        }
        if (parts.size() == trained.form().modalities().size()) {
            throw new IllegalArgumentException(
                    "given has all modalities, so that none is left to draw: leave one out");
        }
        int most = parts.values().stream().mapToInt(Examples::size).max().orElseThrow();
        parts.replaceAll((name, of) -> of.size() == 1 ? of.select(new int[most]) : of);
        return reader.joined(parts, trained);
    }

    private Modality modality(String text) {
        String name = text.substring(0, Math.max(0, text.indexOf('=')));
        List<String> names = trained.form().modalities().stream().map(Modality::name).toList();
        if (!names.contains(name)) {
            throw new IllegalArgumentException(
                    "given %s: expected NAME=VALUE of a modality\n    %s\n    a condition gives what the model"
                                    .formatted(text, Spelling.hint(name, names))
                            + " is conditioned on");
        }
        return trained.form().modalities().get(names.indexOf(name));
    }

    private Examples read(Modality modality, String text) {
        String value = text.substring(text.indexOf('=') + 1);
        if (!value.isEmpty() && Files.exists(Path.of(value))) {
            return read(modality, Path.of(value));
        }
        Form form = modality.form();
        String literal = form.literal().map(words -> ", or " + words).orElse("");
        if (value.isBlank() || value.matches(FILE) || literal.isEmpty()) {
            throw new IllegalArgumentException(
                    "given %s: no such file\n    expected a file or a folder%s"
                            .formatted(text, literal));
        }
        try (TemporaryPath folder = TemporaryPath.folder("given-")) {
            Path file = folder.path().resolve("given." + form.exactEnding());
            Files.writeString(
                    file,
                    form.columns().isEmpty()
                            ? value.replaceAll("\\R", " ") + "\n"
                            : table(modality, text));
            try {
                return read(modality, file);
            } catch (DataException e) {
                String message = String.valueOf(e.getMessage());
                // The user has typed no file, and so no line of one.
                String place =
                        Pattern.quote(file.toString()) + "(?:[,:] (?:line|row) \\d+(?=[,:]))?";
                throw new DataException(
                        message.replaceAll(place, Matcher.quoteReplacement("given " + text)), e);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Examples read(Modality modality, Path file) {
        ExampleReader.Found found = reader.read(modality, file, trained);
        found.remarks().forEach(text -> remarks.accept(modality.name() + ": " + text));
        return found.examples();
    }

    /** Returns a table of one row; columns that are not given are empty. */
    private static String table(Modality modality, String text) {
        String value = text.substring(text.indexOf('=') + 1);
        List<String> names = modality.form().columnNames();
        @Nullable String[] row = new String[names.size()];
        boolean isBare = names.size() == 1 && !value.startsWith(names.get(0) + "=");
        for (String cell : isBare ? new String[] {names.get(0) + "=" + value} : value.split(",")) {
            String name = cell.substring(0, Math.max(0, cell.indexOf('='))).strip();
            if (!names.contains(name)) {
                throw new IllegalArgumentException(
                        "given %s: expected column=value,...\n    %s"
                                .formatted(text, Spelling.hint(name, names)));
            }
            row[names.indexOf(name)] = cell.substring(cell.indexOf('=') + 1).strip();
        }
        return Csv.line(names.toArray()) + Csv.line((Object[]) row);
    }
}
