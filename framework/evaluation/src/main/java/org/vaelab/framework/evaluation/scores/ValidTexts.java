// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.scores;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.KnownDistribution;
import org.vaelab.framework.data.ValueSplit;
import org.vaelab.framework.decoding.DecodedText;
import org.vaelab.framework.decoding.Decoding;
import org.vaelab.framework.decoding.NextTokens;
import org.vaelab.framework.decoding.Sampling;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.UndefinedMetricException;
import org.vaelab.framework.likelihood.TextDistribution;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;

/**
 * The share of generated texts that are valid, where the distribution of the data is known ({@link
 * KnownDistribution#isValid}). One text is generated for each test example, with its condition c:
 *
 * <pre>
 *   z ~ p(z given c),   text decoded from p(x given z, c)
 * </pre>
 *
 * <p>Without a condition, these are as many draws of the prior. The texts of at most {@value
 * #EXAMPLES} examples are generated. The standard error is that of a mean over the examples.
 *
 * @param decoding how a text is chosen given z
 */
@Internal
public record ValidTexts(Decoding decoding) implements Metric {

    public static final String NAME = "validTexts";

    /** Under {@link #NAME} with this end, texts are greedy. */
    public static final String GREEDY = ".greedy";

    private static final int EXAMPLES = 1000;

    private boolean isDrawn() {
        return decoding.equals(Sampling.OF_MODEL);
    }

    @Override
    public MetricDescription description() {
        return MetricDescription.of(
                        isDrawn() ? "Valid texts" : "Valid texts (greedy)",
                        Direction.HIGHER,
                        "The share of texts, "
                                + (isDrawn() ? "drawn" : "decoded greedily")
                                + " given a draw of the prior, that are valid by the known distribution of the"
                                + " data.")
                .in("1", EstimateKind.NOT_A_LIKELIHOOD)
                .within(0, 1);
    }

    @Override
    public Asked asked() {
        return Asked.WHERE_DEFINED;
    }

    @Override
    public Measured measure(MetricContext subject) {
        KnownDistribution known =
                subject.data()
                        .distribution()
                        .orElseThrow(
                                () ->
                                        new UndefinedMetricException(
                                                MetricContext.UNKNOWN_DISTRIBUTION));
        Examples examples = subject.subset().of(subject.test(), EXAMPLES);
        Examples whole = examples.whole();
        double[] isValid = new double[examples.size()];
        subject.forEachDecoded(
                examples,
                (batch, first, size) -> {
                    List<DecodedText> texts = generated(subject, batch, first, size);
                    for (int i = 0; i < size; i++) {
                        double[] example = new double[whole.width()];
                        whole.read(first + i, example, 0);
                        replace(example, examples, texts.get(i));
                        isValid[first + i] = known.isValid(example) ? 1 : 0;
                    }
                });
        return Measured.mean(isValid, 1);
    }

    /** Returns a text for each example of a batch. */
    private List<DecodedText> generated(MetricContext subject, Batch batch, int first, int size) {
        GenerativeModel p = subject.model().generative();
        Latents z = p.sample(subject.key().split("prior").fold(first), size, batch.given());
        if (!(p.output(z, batch.given()) instanceof TextDistribution output)) {
            throw new UndefinedMetricException("the model generates no texts token by token");
        }
        NextTokens start = output.start();
        return decoding.decode(start, subject.key().split("texts").fold(first));
    }

    /** Replaces the modelled values of an example by a text. */
    private static void replace(double[] example, Examples examples, DecodedText text) {
        float[] values = text.values(examples.width());
        Optional<ValueSplit> split = examples.split();
        for (int t = 0; t < values.length; t++) {
            example[split.isPresent() ? split.get().places()[t] : t] = values[t];
        }
    }
}
