// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gumbel;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.EstimatorContext;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.LearningSignal;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.network.DataView;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.network.Mlp;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.shape.Activation;

/** The settings of RELAX: REBAR with a network in its control variate. */
@Cites("grathwohl2018")
@Part(
        value = "relax",
        description = "the evidence lower bound of discrete draws, with a learned control variate",
        paper = "Grathwohl et al. (2018), section 3")
public record Relax(
        @Setting(value = Rebar.KL, defaultValue = "auto") KlMode kl,
        @Setting(value = Rebar.TEMPERATURE, defaultValue = "0.5") double temperature,
        @Setting(
                        value = "the widths of the hidden layers of the network, with tanh",
                        defaultValue = "[100]")
                List<Integer> hidden)
        implements EstimatorPart {

    public Relax {
        LearningSignal.requireUsable(kl);
        ControlVariate.requirePositive(temperature);
        hidden = Counts.widths("hidden", hidden);
    }

    @Override
    public Estimator create(EstimatorContext context) {
        OneHot space = context.space(OneHot.class, "relax");
        DataView view = DataView.ofNumbers(context.part().data(), "estimator relax");
        Mlp network =
                new Mlp(
                        context.runtime(),
                        context.part().key(),
                        space.coordinates() + view.seen().size(),
                        hidden,
                        1,
                        Activation.TANH,
                        Initializer.FAN_IN);
        ControlVariate variate =
                new ControlVariate(
                        context.runtime(),
                        space,
                        temperature,
                        Optional.of(new ControlVariate.OfData(view, network)));
        return new Rebar.RebarEstimator("relax", variate, kl);
    }
}
