// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.likelihood.IndependentValues;
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
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Independent grey levels, each from a mixture of m {@link DiscretizedLogistic}s: {@code P(k) =
 * sum_j softmax(w)_j P_j(k)} (Salimans et al. 2017, equation 2). Channels are independent given z;
 * the paper's conditioning of one colour on another is left out.
 *
 * <p>The head has 3 m numbers a value. A step holds about 20 arrays of m numbers a value for each
 * example and draw: with m = 5 on 784 pixels 300 kB each in float32.
 */
@Cites("salimans2017")
@Part(
        value = "discretized-logistic-mixture",
        description =
                "probabilities of 256 grey levels, a mixture of logistic distributions in bins",
        paper = "Salimans et al. (2017), eq. 2")
public record DiscretizedLogisticMixture(
        @Setting(value = "components of the mixture", defaultValue = "5") int components)
        implements Likelihood {

    /** The components of a value start spread over this distance from their centre. */
    private static final double INITIAL_SPREAD = 0.5;

    public DiscretizedLogisticMixture {
        Counts.atLeastOne("components", components);
    }

    @Override
    public Set<ValueDomain> domains() {
        return Set.of(ValueDomain.GREY_LEVELS);
    }

    /** {@inheritDoc} Within each output the components of one value are adjacent. */
    @Override
    public Head head(DataShape x) {
        int width = Math.multiplyExact(x.size(), components);
        return Head.of(
                Head.real("logits", width), Head.real("mean", width), Head.real("logScale", width));
    }

    @Override
    public OutputDistribution of(Tensor headOutput) {
        int width = headOutput.shape().extent(-1) / 3;
        Shape shape = headOutput.shape().with(-1, width / components).append(components);
        return new Pixels(
                headOutput.slice(-1, 0, width).reshape(shape),
                new LogisticBins(
                        headOutput.slice(-1, width, 2 * width).reshape(shape),
                        headOutput.slice(-1, 2 * width, 3 * width).reshape(shape)));
    }

    @Override
    public void startAt(double[] mean, Decoder decoder) {
        decoder.startAt(mean, this::headOutputForMean);
    }

    /** Accurate to 1e-5. */
    private double[] headOutputForMean(double[] mean) {
        int width = mean.length * components;
        double[] displacements = new double[components];
        for (int j = 0; j < components && components > 1; j++) {
            displacements[j] = INITIAL_SPREAD * (2.0 * j / (components - 1) - 1);
        }
        double[] start = new double[3 * width];
        Arrays.fill(start, 2 * width, start.length, DiscretizedLogistic.INITIAL_LOG_SCALE);
        for (int i = 0; i < mean.length; i++) {
            double centre = DiscretizedLogistic.centreFor(mean[i], displacements);
            for (int j = 0; j < components; j++) {
                start[width + i * components + j] = centre + displacements[j];
            }
        }
        return start;
    }

    /** Everything is [..., B, D, m]. */
    private record Pixels(Tensor logits, LogisticBins bins) implements IndependentValues {

        @Override
        public Map<String, Tensor> numbers() {
            Map<String, Tensor> numbers = new LinkedHashMap<>(bins.numbers());
            numbers.put("logits", logits);
            return numbers;
        }

        @Override
        public String howToDraw() {
            return "components with probabilities `softmax(logits)` over the last axis, of "
                    + bins.howToDraw();
        }

        @Override
        public Tensor each(Tensor x) {
            return bins.each(x.expandDims(-1)).add(logits).logSumExp(-1).sub(logits.logSumExp(-1));
        }

        @Override
        public Optional<Tensor> mean() {
            return Optional.of(bins.expectation().mul(logits.softmax(-1)).sum(-1));
        }

        /** Draws of all components, of which one each is taken. */
        @Override
        public Tensor sample(RandomKey key) {
            TensorRuntime runtime = logits.runtime();
            int m = logits.shape().extent(-1);
            int[] chosen = key.split("component").categorical(logits.readDoubles(), m);
            Tensor choice = runtime.indices(chosen, logits.shape().range(0, -1));
            return bins.sample(key.split("level"))
                    .mul(choice.oneHot(m).cast(logits.dtype()))
                    .sum(-1);
        }
    }
}
