// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gumbel;

import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.latent.CategoricalLogits;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.plugin.Supervision;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily.NaturalFamily;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The family of {@link Categorical}s on n variables of k categories: the encoder outputs n k
 * logits. Evaluation uses discrete variables, so that bounds are valid.
 */
@Cites({"maddison2017", "jang2017"})
@Part(
        value = "categorical",
        shortName = "onehot",
        description =
                "n variables of k categories, relaxed in training (Concrete), discrete in evaluation",
        paper = "Maddison et al. (2017), Jang et al. (2017)")
public record CategoricalFamily(
        @Setting("n, the number of variables") int variables,
        @Setting("k, the number of categories of each") int categories,
        @Setting(value = TEMPERATURE, defaultValue = DEFAULT_TEMPERATURE) Schedule temperature,
        @Setting(value = DRAW, defaultValue = "relaxed") Drawing draw)
        implements NaturalFamily {

    static final String TEMPERATURE =
            "the temperature of the relaxation by global step, above 0; the default falls from 1 to 0.5"
                    + " (Jang et al. 2017, section 4)";

    static final String DRAW =
            "how values are drawn in training: relaxed, straight-through or discrete";

    /** The default schedule as JSON: e^(-3e-5 step), from 1 down to 0.5, updated at each step. */
    static final String DEFAULT_TEMPERATURE =
            "{\"type\": \"exponential\", \"from\": 1, \"to\": 0.5, \"rate\": 3e-5, \"every\": 1}";

    /** Draws of categorical variables in training. Evaluation always uses discrete draws. */
    public enum Drawing {
        /** A point of the simplex (Maddison et al. 2017, Jang et al. 2017). */
        RELAXED,
        /** A unit vector, with the gradient of the point of the simplex that it rounds. */
        STRAIGHT_THROUGH,
        /** A unit vector without a gradient: for estimators that follow the score function. */
        DISCRETE
    }

    public CategoricalFamily {
        new OneHot(variables, categories);
        requirePositive(temperature);
    }

    /** Returns the posterior of a label. A sum over its values needs their probabilities alone. */
    static CategoricalFamily ofLabel(int values, Supervision.Draw draw) {
        Drawing drawing =
                switch (draw) {
                    case ENUMERATED -> Drawing.DISCRETE;
                    case RELAXED -> Drawing.RELAXED;
                    case STRAIGHT_THROUGH -> Drawing.STRAIGHT_THROUGH;
                };
        return StrictMapper.of(
                CategoricalFamily.class,
                Map.of("variables", 1, "categories", values, "draw", drawing));
    }

    static void requirePositive(Schedule temperature) {
        if (!(temperature.least() > 0)) {
            throw new SettingException(
                    "temperature", "must stay above 0, falls to " + temperature.least());
        }
    }

    @Override
    public OneHot space() {
        return new OneHot(variables, categories);
    }

    @Override
    public Head head() {
        return Head.of(Head.real("logits", space().coordinates()));
    }

    @Override
    public Categorical of(Tensor headOutput, Phase phase) {
        Tensor flat = head().split(headOutput).get(0);
        Tensor logits = flat.reshape(flat.shape().extent(0), variables, categories);
        return of(logits, temperature, draw, phase);
    }

    /** {@inheritDoc} They are the logits, up to a constant for each variable. */
    @Override
    public Tensor natural(Posterior q) {
        return flat(((Categorical) q).logits());
    }

    @Override
    public Optional<Tensor> natural(Distribution p, Tensor like) {
        return p instanceof CategoricalLogits categorical
                ? Optional.of(
                        flat(
                                categorical
                                        .logits()
                                        .cast(like.dtype())
                                        .broadcastTo(Shape.of(variables, categories))))
                : Optional.empty();
    }

    private static Tensor flat(Tensor logits) {
        Shape shape = logits.shape();
        return logits.reshape(shape.range(0, -2).append(shape.from(-2).size()));
    }

    @Override
    public Categorical ofNatural(Tensor natural, Phase phase) {
        return of(natural, phase);
    }

    static Categorical of(Tensor logits, Schedule temperature, Drawing draw, Phase phase) {
        if (draw == Drawing.DISCRETE || !(phase instanceof Phase.Training training)) {
            return new DiscreteCategorical(logits);
        }
        double now = temperature.at(training.clock().step());
        return new RelaxedCategorical(logits, now, draw == Drawing.STRAIGHT_THROUGH);
    }
}
