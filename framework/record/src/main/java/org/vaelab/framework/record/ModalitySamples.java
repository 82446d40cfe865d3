// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a run of several modalities has drawn: the content of {@code samples/modalities.json}. The folder {@code
 * samples/prior} has draws of the prior, and {@code samples/given-NAME} has draws given modality NAME of a few test
 * examples, those of one example after the other. Each has a file for each modality: a sheet of images, lines of text, or
 * a table.
 *
 * @param modalities in order
 * @param prior the number of draws of the prior
 * @param inputs the number of test examples
 * @param draws of each test example
 */
public record ModalitySamples(List<Form> modalities, int prior, int inputs, int draws) {

    /**
     * How a modality is written.
     *
     * @param ending of its files: png, txt or csv
     * @param channels of its images; 0 if it has none
     */
    public record Form(String name, String ending, int channels, int height, int width) {

        /** Returns the file in a folder. */
        public Path in(Path folder) {
            return folder.resolve(name + "." + ending);
        }
    }

    public ModalitySamples {
        modalities = List.copyOf(modalities);
    }

    /** Returns the lines of a file of texts or the rows of a table after its header, without what identifies them. */
    public static List<String> texts(Form form, Path folder) throws IOException {
        List<String> lines = Files.readAllLines(form.in(folder), UTF_8);
        return form.ending().equals("txt")
                ? lines.stream().map(line -> line.substring(line.lastIndexOf('\t') + 1)).toList()
                : lines.subList(1, lines.size());
    }
}
