// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.EstimatorContext;
import org.vaelab.framework.estimator.ImportanceTerms;
import org.vaelab.framework.estimator.LearningSignal;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.tensor.Tensor;

/**
 * The generalised update equation (Misra et al. 2018, equation 9 and table 1). The latent variable
 * z is the program of the paper, {@code p(z given c)} its policy, {@code R(z) = p(x given z, c)}
 * the reward, and {@code u(z) = q(z given x, c)} the proposal. From K draws p ascends
 *
 * <pre>
 *   sum_k w_k grad log p(x, z_k given c)
 *
 *   maximum-marginal-likelihood   z ~ q           w_k = r_k / sum_j r_j,  r_k = R(z_k) p(z_k given c) / q(z_k)
 *   policy-gradient               z ~ p(z given c)   w_k = R(z_k) / K
 *   off-policy                    z ~ q           w_k = r_k / K
 *   meritocratic                  z ~ q           w_k = r_k^b / sum_j r_j^b
 * </pre>
 *
 * <p>What each ascends follows from {@code grad p = p grad log p}:
 *
 * <ul>
 *   <li>Maximum marginal likelihood: {@code log 1/K sum_k r_k}, the importance-weighted bound of
 *       log p(x given c). It tends to log p(x given c) as K grows.
 *   <li>Policy gradient: the expectation of the update is {@code sum_z p(z given c) R(z) grad log
 *       p(x, z given c) = grad p(x given c)}. It is the gradient of the probability, and not of its
 *       logarithm. Relative to maximum marginal likelihood, an example counts p(x given c) times.
 *       The update is unbiased.
 *   <li>Off-policy: {@code E_q[r grad log p(x, z given c)] = grad p(x given c)} too, for q that
 *     covers p.
 *   <li>Meritocratic: {@code 1/b log 1/K sum_k r_k^b}, the bound of Renyi's divergence of order 1 -
 *       b (Li and Turner 2016, equation 9), in the parameters of p alone. The exponent b = 1 is
 *       maximum marginal likelihood; 0 is the evidence lower bound; infinity follows the best draw,
 *       as hard expectation-maximisation does.
 * </ul>
 *
 * <p>Policy-gradient subtracts a baseline from the factor of {@code grad log p(z_k given c)}, the
 * mean of R over the other draws, if K is at least 2. The expectation stays, because {@code
 * E_p[grad log p(z given c)] = 0}. Off-policy has none: there a baseline is multiplied by {@code
 * p(z_k given c) / q(z_k)}, and r_k varies less without it where q is near the posterior.
 *
 * <p>q follows the posterior in all four, by the wake update of {@link ReweightedWakeSleep}.
 * Policy-gradient draws K further values for it, which p does not see.
 *
 * <p>The bound that is reported is always the importance-weighted one of the draws of q, with the
 * terms of {@link ImportanceWeighted}. The loss is minus the function that p ascends; for
 * policy-gradient and off-policy it is a probability and no bound of log p(x).
 *
 * <p>These two have the same expectation, {@code grad p(x given c)}, and differ by the variance of
 * their draws alone. Both are for short x: where p(x given c) is far below 1e-8, Adam divides its
 * gradient by a larger number, and hardly a weight of p moves. Below 1e-38 it is 0 in single
 * precision. Then both move q alone, by the same draws, and give equal records. So {@code compare}
 * rejects a model that begins with p(x given c) below 1e-12, unless it starts from trained weights.
 *
 * <p>Deviations from the paper: there {@code p(y given x)} is log-linear in features of programs,
 * and the reward is fixed, 1 where a program gives the answer. Here the reward is a density that is
 * learned too. The paper finds programs by beam search; here q proposes them.
 */
@Cites("misra2018")
@Part(
        value = GeneralizedUpdate.NAME,
        description =
                "generalised update equations: how p weighs the draws that explain x, which q"
                        + " proposes",
        paper = "Misra et al. (2018), eq. 9")
public record GeneralizedUpdate(
        @Setting(
                        value =
                                "weights of the draws: maximum-marginal-likelihood,"
                                        + " policy-gradient, off-policy or meritocratic",
                        defaultValue = "maximum-marginal-likelihood")
                Update update,
        @Setting(value = "K, the number of draws per example", defaultValue = "5") int samples,
        @JsonInclude(JsonInclude.Include.NON_NULL)
                @Setting(
                        "power of the weights, at least 0, only for meritocratic, default 2: 1 is"
                                + " maximum marginal likelihood, a large one follows the best draw")
                @Nullable Double exponent)
        implements Estimator {

    public GeneralizedUpdate {
        Counts.atLeastOne("samples", samples);
        boolean raises = update == Update.MERITOCRATIC;
        if (exponent != null && !raises) {
            throw new SettingException(
                    "exponent",
                    "is for update: meritocratic, not for "
                            + update.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
        exponent = raises && exponent == null ? Double.valueOf(2) : exponent;
        if (exponent != null && !(exponent >= 0 && exponent < Double.POSITIVE_INFINITY)) {
            throw new SettingException(
                    "exponent", "must be a finite number of at least 0, is " + exponent);
        }
    }

    static final String NAME = "generalized-update";

    /** How the draws are weighed. */
    public enum Update {
        @JsonProperty("maximum-marginal-likelihood")
        MAXIMUM_MARGINAL_LIKELIHOOD,
        @JsonProperty("policy-gradient")
        POLICY_GRADIENT,
        @JsonProperty("off-policy")
        OFF_POLICY,
        @JsonProperty("meritocratic")
        MERITOCRATIC
    }

    @Override
    public Estimator create(EstimatorContext context) {
        context.requireNoKlWeight("estimator " + NAME, "q follows the posterior itself");
        return this;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if q is a point mass
     */
    @Override
    public Objective estimate(Step step) {
        ImportanceTerms.Drawn drawn = step.drawsWithHeldCondition(samples);
        SharedParameters.requireDensity(NAME, drawn.draw());
        ImportanceTerms terms = drawn.ofHeldDraws();
        Tensor logWeights = terms.logWeights();
        Tensor bound = ImportanceTerms.logMean(logWeights);
        Tensor ascended =
                switch (update) {
                    case MAXIMUM_MARGINAL_LIKELIHOOD -> bound;
                    case POLICY_GRADIENT -> expectedReward(step.forPart("policy"));
                    case OFF_POLICY -> logWeights.exp().mean(0);
                    case MERITOCRATIC ->
                            merit(logWeights, Objects.requireNonNull(exponent, "filled in"));
                };
        Tensor shares = logWeights.stopGradient().softmax(0);
        Tensor wake = LearningSignal.zeros(drawn.logProbabilityOfHeldDraws(), shares).sum(0);
        return terms.objective(bound, ascended.add(wake));
    }

    /** Returns {@code 1/b log 1/K sum_k r_k^b}, [B]; its limit at b = 0 is the mean of log r_k. */
    private static Tensor merit(Tensor logWeights, double exponent) {
        return exponent == 0
                ? logWeights.mean(0)
                : ImportanceTerms.logMean(logWeights.mul(exponent)).div(exponent);
    }

    /**
     * Returns the mean of R over draws from p(z given c), [B], with the gradient of its
     * expectation.
     */
    private Tensor expectedReward(Step step) {
        GenerativeModel p = step.model().generative();
        Batch batch = step.batch();
        int size = batch.size();
        Latents z =
                p.sample(step.key(), samples * size, batch.givenToEach(samples))
                        .mapped(
                                drawn -> {
                                    Tensor held = drawn.stopGradient();
                                    return held.reshape(
                                            held.shape().from(1).prepend(samples, size));
                                });
        Tensor rewards = p.output(z, batch.given()).logProbability(batch.x()).exp();
        Tensor score = LearningSignal.zeros(p.logPrior(z, batch.given()), centred(rewards));
        return rewards.add(score).mean(0);
    }

    /** Subtracts from each reward the mean of the other draws. */
    private static Tensor centred(Tensor rewards) {
        int samples = rewards.shape().extent(0);
        return samples == 1 ? rewards : rewards.sub(rewards.mean(0)).mul(samples / (samples - 1.0));
    }

    /** Accepts all but draws whose density passes no gradient. */
    @Override
    public boolean accepts(GradientKind kind) {
        return kind != GradientKind.NONE && kind != GradientKind.ENUMERATED;
    }

    @Override
    public Optional<String> obstacle(LatentVariableModel model) {
        return SharedParameters.obstacle(NAME, model);
    }
}
