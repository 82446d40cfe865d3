// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.likelihood.IndependentValues;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/**
 * Independent counts of a {@link CountLikelihood}.
 *
 * @param logMean log m, [..., B, D], m the mean without extra zeros
 * @param logDispersion log t, which broadcasts to log m; empty for Poisson counts
 * @param zeroLogits logits of extra zeros, [..., B, D]; empty if there are none
 */
record CountValues(Tensor logMean, Optional<Tensor> logDispersion, Optional<Tensor> zeroLogits)
        implements IndependentValues {

    private static final double LEAST_EXPOSURE = 1e-20;

    /** Returns the counts whose means are so many times larger; n is [B, 1]. */
    CountValues times(Tensor n) {
        Tensor log = n.cast(logMean.dtype()).maximum(LEAST_EXPOSURE).log();
        return new CountValues(logMean.add(log), logDispersion, zeroLogits);
    }

    @Override
    public Tensor each(Tensor given) {
        Tensor x = given.cast(logMean.dtype());
        Tensor mean = logMean.exp();
        Tensor plain =
                logDispersion
                        .map(
                                log ->
                                        CountDensities.negativeBinomial(
                                                x, mean, logMean, log.exp(), log))
                        .orElseGet(() -> CountDensities.poisson(x, mean, logMean));
        return zeroLogits
                .map(logits -> CountDensities.zeroInflated(x, plain, logits))
                .orElse(plain)
                .cast(given.dtype());
    }

    @Override
    public Optional<Tensor> mean() {
        Tensor mean = logMean.exp();
        Tensor all = zeroLogits.map(logits -> mean.mul(logits.neg().sigmoid())).orElse(mean);
        return Optional.of(all.cast(mean.runtime().dtype()));
    }

    @Override
    public Tensor sample(RandomKey key) {
        double[] logs = logMean.readDoubles();
        double[] drawn =
                logDispersion
                        .map(
                                log ->
                                        CountDraws.negativeBinomial(
                                                logs,
                                                log.broadcastTo(logMean.shape()).readDoubles(),
                                                key.split("count")))
                        .orElseGet(
                                () ->
                                        CountDraws.poisson(
                                                logMean.exp().readDoubles(), key.split("count")));
        Tensor counts = logMean.runtime().tensor(drawn, logMean.shape()).cast(logMean.dtype());
        return zeroLogits
                .map(logits -> withZeros(counts, logits, key.split("zero")))
                .orElse(counts)
                .cast(counts.runtime().dtype());
    }

    private static Tensor withZeros(Tensor counts, Tensor logits, RandomKey key) {
        Tensor uniform = counts.runtime().uniform(key, counts.shape()).cast(counts.dtype());
        return counts.mul(uniform.lt(logits.neg().sigmoid()));
    }

    @Override
    public Map<String, Tensor> numbers() {
        Map<String, Tensor> numbers = new LinkedHashMap<>();
        numbers.put("logMean", logMean);
        logDispersion.ifPresent(log -> numbers.put("logDispersion", log));
        zeroLogits.ifPresent(logits -> numbers.put("zeroLogits", logits));
        return numbers;
    }

    @Override
    public String howToDraw() {
        String count =
                logDispersion.isPresent()
                        ? "Poisson counts whose rates are `exp(logMean) * g / t`, g a gamma draw of"
                                + " shape `t = exp(logDispersion)`"
                        : "Poisson counts of rates `exp(logMean)`";
        return zeroLogits.isPresent()
                ? count + "; each is 0 instead with probability `sigmoid(zeroLogits)`"
                : count;
    }
}
