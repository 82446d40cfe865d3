// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.simplex;

import java.util.List;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * The Dirichlet distribution on the simplex, see {@link Dirichlet}, with the concentrations {@code
 * e^l_j}. A learned one has an l of each weight.
 *
 * @param logConcentration l, [k]
 */
record DirichletPrior(Simplex space, Parameter logConcentration, boolean learned)
        implements Prior, BetaSticks {

    /** The keys of a config. */
    @Part(
            value = "dirichlet",
            description = "Dirichlet on the simplex, uniform by default; small concentrations are sparse")
    public record Settings(
            @Setting(
                            value =
                                    "the concentration of each weight, above 0; of a learned prior"
                                            + " its start",
                            defaultValue = "1")
                    double concentration,
            @Setting(
                            value = "whether the concentration of each weight is learned",
                            defaultValue = "false")
                    boolean learned)
            implements PriorPart {

        /** Checks the concentration. */
        public Settings {
            Counts.positive("concentration", concentration);
        }

        @Override
        public Prior create(PriorContext context) {
            TensorRuntime runtime = context.runtime();
            Simplex space = context.space(Simplex.class, "prior dirichlet");
            Tensor start = runtime.full(Math.log(concentration), space.eventShape());
            return new DirichletPrior(
                    space, Parameter.learned("logConcentration", start), learned);
        }
    }

    private Dirichlet distribution() {
        Tensor l = logConcentration.value();
        return new Dirichlet((learned ? l : l.stopGradient()).exp());
    }

    @Override
    public Tensor logProbability(Tensor z) {
        return distribution().logProbability(z);
    }

    @Override
    public Tensor ofLogs(Tensor logs) {
        return distribution().ofLogs(logs);
    }

    @Override
    public Tensor first() {
        return distribution().first();
    }

    @Override
    public Tensor rest() {
        return distribution().rest();
    }

    @Override
    public Tensor sample(RandomKey key, int n) {
        return distribution().draw(key, n).z();
    }

    @Override
    public List<Parameter> parameters() {
        return learned ? List.of(logConcentration) : List.of();
    }
}
