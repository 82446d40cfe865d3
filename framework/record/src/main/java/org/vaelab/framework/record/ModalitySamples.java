// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a run of several modalities has drawn: the content of {@code samples/modalities.json}. The
 * folder {@code samples/prior} has draws of the prior, and {@code samples/given-NAME} has draws
 * given modality NAME of a few test examples, those of one example after the other. Each has a file
 * for each modality: a sheet of images, lines of text, or a table.
 *
 * @param modalities in order
 * @param prior the number of draws of the prior
 * @param inputs the number of test examples
 * @param draws of each test example
 */
public record ModalitySamples(List<Written> modalities, int prior, int inputs, int draws) {

    /** Of shown numbers with a fraction. */
    private static final MathContext DIGITS = new MathContext(4);

    /**
     * How a modality is written.
     *
     * @param ending of its files: png, txt or csv
     * @param channels of its images; 0 if it has none
     */
    public record Written(String name, String ending, int channels, int height, int width) {

        /** Returns the file in a folder. */
        public Path in(Path folder) {
            return folder.resolve(name + "." + ending);
        }
    }

    public ModalitySamples {
        modalities = List.copyOf(modalities);
    }

    /**
     * Returns the texts of a file, or the rows of a table as {@code column=value, ...}, without
     * what identifies them. Numbers with a point have four significant digits.
     *
     * @param isGiven whether they are drawn given a modality: the input and the number of the draw
     *     come first
     */
    public static List<String> texts(Written modality, Path folder, boolean isGiven)
            throws IOException {
        Path file = modality.in(folder);
        if (modality.ending().equals("txt")) {
            int keys = isGiven ? 2 : 0;
            return Files.readAllLines(file, UTF_8).stream()
                    .map(line -> line.split("\t", keys + 1)[keys])
                    .toList();
        }
        Map<String, List<String>> fields = Csv.readFields(file);
        List<String> columns = fields.keySet().stream().skip(isGiven ? 2 : 1).toList();
        return IntStream.range(0, fields.values().iterator().next().size())
                .mapToObj(
                        i ->
                                columns.stream()
                                        .map(name -> name + "=" + shown(fields.get(name).get(i)))
                                        .collect(Collectors.joining(", ")))
                .toList();
    }

    private static String shown(String cell) {
        return cell.matches("-?\\d*\\.\\d+(E-?\\d+)?")
                ? new BigDecimal(cell).round(DIGITS).toString()
                : cell;
    }
}
