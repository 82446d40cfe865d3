// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.vaelab.framework.Internal;

/**
 * Texts that a model wrote, as a file that people read: a text in a line, and an empty line between
 * two blocks. In the file, a line break of a text is {@code \n}, and a text without characters is
 * {@value #EMPTY}.
 *
 * @param blocks of texts that belong together, such as a text and its reconstruction
 */
@Internal
public record TextSheet(List<List<String>> blocks) {

    private static final String EMPTY = "<empty>";

    /** Escapes line breaks of texts. */
    public TextSheet {
        blocks =
                blocks.stream()
                        .map(block -> block.stream().map(TextSheet::inOneLine).toList())
                        .toList();
    }

    private static String inOneLine(String text) {
        String line = text.replace("\r", "\\r").replace("\n", "\\n");
        return line.isBlank() ? EMPTY : line;
    }

    /**
     * Writes the file, wholly or not at all.
     *
     * @throws IOException if it cannot be written
     */
    public void write(Path file) throws IOException {
        AtomicFile.writeText(
                file,
                out -> {
                    for (int i = 0; i < blocks.size(); i++) {
                        out.append(i == 0 ? "" : "\n");
                        for (String text : blocks.get(i)) {
                            out.append(text).append('\n');
                        }
                    }
                });
    }

    /**
     * Reads a file.
     *
     * @return no blocks if there is no such file
     * @throws IOException if it cannot be read
     */
    public static TextSheet read(Path file) throws IOException {
        List<List<String>> blocks = new ArrayList<>();
        if (Files.exists(file)) {
            List<String> block = new ArrayList<>();
            for (String line : Files.readAllLines(file)) {
                if (line.isEmpty() && !block.isEmpty()) {
                    blocks.add(block);
                    block = new ArrayList<>();
                } else if (!line.isEmpty()) {
                    block.add(line);
                }
            }
            if (!block.isEmpty()) {
                blocks.add(block);
            }
        }
        return new TextSheet(blocks);
    }
}
