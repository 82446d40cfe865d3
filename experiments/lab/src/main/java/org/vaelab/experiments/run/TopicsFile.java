// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.evaluation.scores.Topics;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.TopicWords;

/** The topics of a run, if its data are counts of named words. */
@Internal
public final class TopicsFile {

    private TopicsFile() {}

    public static void write(LatentVariableModel model, PreparedData data, RunFolder folder)
            throws IOException {
        Files.deleteIfExists(folder.topics());
        List<String> names = data.form().columnNames();
        Optional<Topics> topics =
                names.isEmpty() ? Optional.empty() : Topics.of(model, data.test());
        if (topics.isPresent()) {
            List<TopicWords> words =
                    topics.get().topics().stream()
                            .map(
                                    topic ->
                                            new TopicWords(
                                                    topic.name(),
                                                    topic.coherence().orElse(Double.NaN),
                                                    topic.words().stream()
                                                            .map(names::get)
                                                            .toList()))
                            .toList();
            TopicWords.write(words, folder.topics());
        }
    }
}
