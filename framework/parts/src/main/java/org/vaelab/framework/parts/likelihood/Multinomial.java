// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Counts of the words of a document, given their number n (Miao et al. 2016): {@code log p(x given
 * z, n) = log n! - sum_d log x_d! + sum_d x_d log softmax(l)_d}.
 *
 * <p>n is that of the document itself, so log p(x) is conditional on it. The sums cancel, so they
 * are computed in float64. Counts depend on one another, so there is no density of one of them.
 */
@Cites("miao2016")
@Part(
        value = "multinomial",
        description = "counts of words, given their number: bags of words",
        paper = "Miao et al. (2016)")
public record Multinomial(
        @Setting("words of a document that is drawn; default the mean of the training data")
                @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable Integer words)
        implements Likelihood {

    /** The least mean count from which a decoder starts. */
    private static final double LEAST_START = 1e-4;

    public Multinomial {
        if (words != null) {
            Counts.atLeastOne("words", words);
        }
    }

    @Override
    public Multinomial create(PartContext context) {
        if (words != null) {
            return this;
        }
        double mean = Arrays.stream(context.data().trainingMean()).sum();
        return new Multinomial((int) Math.max(1, Math.min(CountDraws.LARGEST, Math.rint(mean))));
    }

    @Override
    public Set<ValueDomain> domains() {
        return Set.of(ValueDomain.COUNTS);
    }

    @Override
    public List<String> given() {
        return List.of("the total count");
    }

    @Override
    public Head head(DataShape x) {
        return Head.of(Head.real("logits", x.size()));
    }

    @Override
    public OutputDistribution of(Tensor headOutput) {
        return new Words(Objects.requireNonNull(words, "filled in"), headOutput);
    }

    /** {@inheritDoc} The logits start from the logarithms of the mean counts. */
    @Override
    public void startAt(double[] mean, Decoder decoder) {
        decoder.startAt(
                mean,
                all -> Arrays.stream(all).map(m -> Math.log(Math.max(m, LEAST_START))).toArray());
    }

    /** The words of documents whose logits are [..., B, D]. */
    record Words(int words, Tensor logits) implements OutputDistribution {

        @Override
        public Tensor logProbability(Tensor x) {
            Tensor counts = x.cast(DType.FLOAT64);
            Tensor ways = counts.sum(-1).add(1).lgamma().sub(counts.add(1).lgamma().sum(-1));
            Tensor logShares = logits.cast(DType.FLOAT64).logSoftmax(-1);
            return logShares.mul(counts).sum(-1).add(ways).cast(logits.dtype());
        }

        @Override
        public Tensor sample(RandomKey key) {
            int size = logits.shape().extent(-1);
            int[] drawn = key.categorical(logits.readDoubles(), size, words);
            int rows = logits.shape().size() / size;
            float[] counts = new float[rows * size];
            for (int i = 0; i < drawn.length; i++) {
                counts[i % rows * size + drawn[i]]++;
            }
            return logits.runtime()
                    .tensor(counts, Shape.of(rows, size))
                    .reshape(logits.shape())
                    .cast(logits.dtype());
        }

        @Override
        public Map<String, Tensor> numbers() {
            return Map.of("logits", logits);
        }

        @Override
        public String howToDraw() {
            return words + " words, word k with probability `softmax(logits)` over the last axis";
        }
    }
}
