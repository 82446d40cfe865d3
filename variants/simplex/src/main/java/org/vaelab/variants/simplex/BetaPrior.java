// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.simplex;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.latent.UnitCube;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.special.GammaFunctions;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.autodiff.GammaDraws;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Independent beta coordinates in the unit cube: {@code log p(z) = sum_d [ (alpha - 1) log z +
 * (beta - 1) log(1 - z) - log B(alpha, beta) ]}. With both shapes 1 it is the uniform distribution.
 */
public record BetaPrior(TensorRuntime runtime, UnitCube space, double alpha, double beta)
        implements Prior, LoggedDensity {

    /** The keys of a config. */
    @Part(value = "beta", description = "independent beta coordinates in the unit cube")
    public record Settings(
            @Setting(value = "the first shape alpha, above 0", defaultValue = "1") double alpha,
            @Setting(value = "the second shape beta, above 0", defaultValue = "1") double beta)
            implements PriorPart {

        /** Checks the shapes. */
        public Settings {
            Counts.positive("alpha", alpha);
            Counts.positive("beta", beta);
        }

        @Override
        public Prior create(PriorContext context) {
            UnitCube space = context.space(UnitCube.class, "prior beta");
            return new BetaPrior(context.runtime(), space, alpha, beta);
        }
    }

    @Override
    public Tensor logProbability(Tensor z) {
        return ofLogs(LogLog.of(z));
    }

    @Override
    public Tensor ofLogs(Tensor logs) {
        return byUnit(logs).sum(-1);
    }

    @Override
    public Optional<UnaryOperator<Tensor>> byUnit() {
        return Optional.of(z -> byUnit(LogLog.of(z)));
    }

    private Tensor byUnit(Tensor logs) {
        double logBeta = GammaFunctions.logBeta(alpha, beta);
        Tensor ofRest = LogLog.complement(logs).exp().mul(1 - beta);
        return logs.exp().mul(1 - alpha).add(ofRest).sub(logBeta);
    }

    /** The divergence of each coordinate, [R, D]. */
    Tensor klFrom(Kumaraswamy q) {
        return alpha == 1 && beta == 1
                ? q.klToUniform()
                : q.klToBeta(new BetaSticks(runtime.scalar(alpha), runtime.scalar(beta)));
    }

    @Override
    public Tensor sample(RandomKey key, int n) {
        Shape shape = Shape.of(n, space.dimension());
        Tensor first = GammaDraws.logarithms(key.split("alpha"), runtime.full(alpha, shape));
        Tensor rest = GammaDraws.logarithms(key.split("beta"), runtime.full(beta, shape));
        return first.sub(rest).sigmoid();
    }
}
