// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.scores;

import java.util.Optional;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;

/**
 * The coherence of topics: the mean over {@link Topics} of the mean NPMI of pairs of their ten
 * words in the test documents (Lau et al. 2014, section 3.2). A pair of which a word occurs in no
 * test document does not count.
 */
@Part("topicCoherence")
@Cites({"lau2014", "bouma2009"})
public final class TopicCoherence implements Metric {

    @Override
    public MetricDescription description() {
        return MetricDescription.of(
                        "Topic coherence",
                        Direction.HIGHER,
                        "The mean NPMI of pairs of the ten words of a topic in the test documents, from -1 to 1.")
                .within(-1, 1);
    }

    @Override
    public Measured measure(MetricContext subject) {
        Optional<Topics> topics = Topics.of(subject.model(), subject.test());
        subject.undefinedIf(
                topics.isEmpty(), "the data are no counts of words, or the model has no topics");
        subject.undefinedIf(
                topics.get().coherence().isEmpty(),
                "no words of a topic occur in the test documents");
        return Measured.number(topics.get().coherence().getAsDouble(), subject.test().size());
    }
}
