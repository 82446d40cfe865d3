// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.DType;

/**
 * The 2^b corners of a cube, {-v, v}^b: a vector's code has the signs of its coordinates, and the
 * bits of its index are 1 where they are positive.
 *
 * <p>The entropies are those of soft choices of a code, {@code q(c | u) ~ exp(-tau |u - c|^2)}, of
 * which the bits are independent with {@code p_i = s(4 tau v u_i)}, s the logistic function (Yu et
 * al. 2024, equation 5; Zhao et al. 2025, equations 7 to 10). The penalty of N vectors makes each
 * choice sure and all choices together even:
 *
 * <pre>
 *   entropy = weight [H(q(. | u)) - diversity H(mean over the N vectors of q(. | u))]
 * </pre>
 *
 * <p>Positions without a grid have a mean each, and H is averaged over them. One mean of all would
 * be even where each position always has the same code. On a grid all positions share a mean.
 *
 * <p>H of the mean is the sum over groups of bits, as if these were independent in it: exact for
 * one group.
 *
 * @param bits b
 * @param magnitude v, of the first stage
 * @param normalised whether vectors are first divided by their norm, or by 1e-6 if that is larger
 * @param commitment the weight of the distance to the code
 * @param apart the number of positions that have a mean each, or 1
 */
record BinaryCodes(
        int bits,
        double magnitude,
        boolean normalised,
        double commitment,
        Entropies entropies,
        int apart)
        implements Quantiser {

    /**
     * The penalty by entropies.
     *
     * @param weight of the entropies
     * @param diversity the share of the entropy of the mean
     * @param sharpness tau
     * @param group the number of bits of a group
     */
    record Entropies(double weight, double diversity, double sharpness, int group) {
        Entropies {
            QuantiserPart.requireAtLeastZero("entropy", weight);
            QuantiserPart.requireAtLeastZero("diversity", diversity);
            if (!(sharpness > 0 && sharpness < Double.POSITIVE_INFINITY)) {
                throw new SettingException(
                        "sharpness", "must be above 0 and finite, is " + sharpness);
            }
        }
    }

    static final String COMMITMENT =
            "the weight of the squared distance from the encoder's vectors to the codes";

    static final String DIVERSITY =
            "the share of the entropy of the mean choice, which makes the use of codes even";

    static final String SHARPNESS =
            "tau of the soft choices: q(c given u) ~ exp(-tau |u - c|^2), above 0";

    private static final double LEAST_SQUARE = 1e-12;

    /**
     * The largest number of bits: an index is an INT32, and a float holds it exactly up to 2^24.
     */
    static final int MOST_BITS = 20;

    BinaryCodes {
        size(bits);
        QuantiserPart.requireAtLeastZero("commitment", commitment);
    }

    static int size(int bits) {
        if (bits < 1 || bits > MOST_BITS) {
            throw new SettingException("bits", "must be from 1 to " + MOST_BITS + ", is " + bits);
        }
        return 1 << bits;
    }

    @Override
    public int size() {
        return size(bits);
    }

    @Override
    public int width() {
        return bits;
    }

    @Override
    public Tensor bounded(Tensor e) {
        return normalised
                ? e.div(e.square().sum(-1).expandDims(-1).maximum(LEAST_SQUARE).sqrt())
                : e;
    }

    @Override
    public Tensor indices(Tensor u) {
        return u.gt(0).mul(powers(u)).sum(-1).cast(DType.INT32);
    }

    /** Quotients of whole numbers are taken half a unit off, so that rounding changes no floor. */
    @Override
    public Tensor codes(Tensor indices) {
        Tensor index = indices.cast(indices.runtime().dtype()).expandDims(-1);
        Tensor half = index.add(0.5).div(powers(index)).floor().mul(0.5);
        return half.sub(half.add(0.25).floor()).mul(4 * magnitude).sub(magnitude);
    }

    private Tensor powers(Tensor like) {
        double[] all = IntStream.range(0, bits).mapToDouble(i -> 1 << i).toArray();
        return like.runtime().vector(all).cast(like.dtype());
    }

    @Override
    public Map<String, Tensor> penalties(Tensor u, Tensor codes) {
        Map<String, Tensor> penalties = new LinkedHashMap<>();
        if (commitment > 0) {
            penalties.put("commitment", Quantiser.distance(u, codes, commitment));
        }
        if (entropies.weight > 0) {
            Tensor logit = u.mul(4 * entropies.sharpness * magnitude);
            Tensor sure = binaryEntropy(logit).sum(-1);
            penalties.put(
                    "entropy",
                    sure.sub(ofMean(logit).mul(entropies.diversity)).mul(entropies.weight));
        }
        return penalties;
    }

    /** Returns the entropy of a bit with this logit: {@code softplus(l) - l s(l)}. */
    private static Tensor binaryEntropy(Tensor logit) {
        return logit.softplus().sub(logit.mul(logit.sigmoid()));
    }

    /** Returns the entropy of the mean choices, a scalar: the sum over the groups. */
    private Tensor ofMean(Tensor logits) {
        List<Tensor> ofGroups = new ArrayList<>();
        for (int from = 0; from < bits; from += entropies.group) {
            Tensor choices =
                    choices(logits.slice(-1, from, Math.min(bits, from + entropies.group)));
            Tensor mean = choices.reshape(-1, apart, choices.shape().extent(1)).mean(0);
            ofGroups.add(mean.mul(mean.maximum(Float.MIN_NORMAL).log()).sum().neg().div(apart));
        }
        return Tensor.stack(ofGroups, 0).sum();
    }

    /** Returns the probabilities of all values of some bits, [N, 2^g], from logits [N, g]. */
    private static Tensor choices(Tensor logits) {
        int rows = logits.shape().extent(0);
        Tensor choices = logits.runtime().ones(logits.shape().range(0, 1).append(1));
        for (int i = 0; i < logits.shape().extent(1); i++) {
            Tensor one = logits.slice(1, i, i + 1).sigmoid();
            Tensor zero = logits.slice(1, i, i + 1).neg().sigmoid();
            Tensor bit = Tensor.concatenate(List.of(zero, one), 1).expandDims(-1);
            choices = bit.mul(choices.expandDims(1)).reshape(rows, -1);
        }
        return choices;
    }
}
