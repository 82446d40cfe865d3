// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.likelihood.DataMeasure;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.SoftBounds;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Columns of K ordered categories each, by cumulative logits (McCullagh 1980; Nazabal et al. 2020):
 *
 * <pre>
 *   p(x at most k given z) = sigmoid(t_k - h(z)),   t_0 below t_1 below ... below t_(K-2)
 *   log p(x = k) = log sigmoid(t_k - h) + log sigmoid(h - t_(k-1)) + log(1 - e^(t_(k-1) - t_k))
 * </pre>
 *
 * <p>The decoder gives h of each column. The thresholds are learned for each column, the same for
 * all data. In the paper they come from the decoder.
 *
 * @param categories K, at least 2
 * @param raw t_0, and the distances of the next before softplus, [D, K - 1]
 */
record OrdinalColumns(int categories, Parameter raw) implements Likelihood {

    /** Keeps the logarithm of the distance of two thresholds finite. */
    private static final double LEAST_RAW = -12;

    private static final double FAR = 30;

    /** Returns columns whose categories are equally probable at h = 0. */
    static OrdinalColumns of(TensorRuntime runtime, int columns, int categories) {
        int thresholds = categories - 1;
        double[] start = new double[columns * thresholds];
        for (int i = 0; i < start.length; i++) {
            int k = i % thresholds;
            double distance = logit(k + 1, categories) - (k == 0 ? 0 : logit(k, categories));
            start[i] = k == 0 ? distance : Math.log(Math.expm1(distance));
        }
        return new OrdinalColumns(
                categories,
                Parameter.learned(
                        "thresholds", runtime.tensor(start, Shape.of(columns, thresholds))));
    }

    private static double logit(int k, int of) {
        return Math.log((double) k / (of - k));
    }

    @Override
    public Set<ValueDomain> domains() {
        return Set.of(ValueDomain.COLUMNS);
    }

    @Override
    public DataMeasure measure(DataShape x) {
        return DataMeasure.of(DataMeasure.COUNTING, x.size());
    }

    @Override
    public Head head(DataShape x) {
        return Head.of(Head.real("location", x.size()));
    }

    @Override
    public OutputDistribution of(Tensor headOutput) {
        Tensor h = headOutput.expandDims(-1);
        int thresholds = categories - 1;
        Tensor first = raw.value().slice(-1, 0, 1);
        List<Tensor> at = new ArrayList<>(List.of(first));
        List<Tensor> logGaps = new ArrayList<>();
        for (int k = 1; k < thresholds; k++) {
            Tensor gap = SoftBounds.above(raw.value().slice(-1, k, k + 1), LEAST_RAW).softplus();
            at.add(at.get(k - 1).add(gap));
            logGaps.add(gap.neg().expm1().neg().log());
        }
        Shape columns = headOutput.shape().append(1);
        Tensor none = h.runtime().zeros(Shape.of(1), h.dtype()).broadcastTo(columns);
        Tensor below = Tensor.concatenate(at, -1).sub(h);
        Tensor logAtMost = below.neg().softplus().neg();
        Tensor logAbove = below.softplus().neg();
        Tensor inside = none;
        if (!logGaps.isEmpty()) {
            Tensor gaps = Tensor.concatenate(logGaps, -1);
            Shape all = headOutput.shape().append(logGaps.size());
            inside = Tensor.concatenate(List.of(none, gaps.broadcastTo(all)), -1);
        }
        Tensor logProbabilities =
                Tensor.concatenate(List.of(logAtMost, none), -1)
                        .add(Tensor.concatenate(List.of(none, logAbove), -1))
                        .add(Tensor.concatenate(List.of(inside, none), -1));
        return new CategoricalColumns.Places(logProbabilities, "logProbabilities");
    }

    /** {@inheritDoc} The mean place is the sum of sigmoid(h - t_k), which increases with h. */
    @Override
    public void startAt(double[] mean, Decoder decoder) {
        decoder.startAt(mean, this::headOutputForMean);
    }

    private double[] headOutputForMean(double[] mean) {
        double[] start = new double[mean.length];
        for (int d = 0; d < mean.length; d++) {
            start[d] = Inversion.ofIncreasing(this::meanPlace, mean[d], -FAR, FAR);
        }
        return start;
    }

    /** Returns the mean place with the thresholds of {@link #of}. */
    private double meanPlace(double h) {
        double sum = 0;
        for (int k = 1; k < categories; k++) {
            sum += 1 / (1 + Math.exp(logit(k, categories) - h));
        }
        return sum;
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(raw);
    }
}
