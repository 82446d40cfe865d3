// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.vaelab.framework.Internal;

/**
 * A topic of a model of word counts: a line of {@code topics.jsonl}.
 *
 * @param topic the latent unit and its value
 * @param coherence the mean NPMI of pairs of its words; NaN if it is not defined
 * @param words the most typical one first
 */
@Internal
public record TopicWords(String topic, double coherence, List<String> words) {

    public TopicWords {
        words = List.copyOf(words);
    }

    /**
     * Reads the topics of a file.
     *
     * @return none if there is no such file
     * @throws IOException if it cannot be read, or a line is no topic
     */
    public static List<TopicWords> read(Path file) throws IOException {
        List<TopicWords> topics = new ArrayList<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                topics.add(
                        RecordMapper.read(
                                line.getBytes(StandardCharsets.UTF_8),
                                TopicWords.class,
                                file.toString()));
            }
        }
        return topics;
    }

    /**
     * Writes topics, wholly or not at all.
     *
     * @throws IOException if the file cannot be written
     */
    public static void write(List<TopicWords> topics, Path file) throws IOException {
        AtomicFile.writeText(
                file,
                out -> {
                    for (TopicWords topic : topics) {
                        out.append(new String(RecordMapper.line(topic), StandardCharsets.UTF_8));
                    }
                });
    }
}
