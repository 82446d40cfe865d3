// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.network.Mlp;
import org.vaelab.framework.parts.likelihood.Gaussian;
import org.vaelab.framework.plugin.WholeModel;
import org.vaelab.framework.settings.Called;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Activation;

/** The settings of a {@link VrnnModel} and of its encoder, {@link VrnnEncoder}. */
@Called("variational recurrent neural network")
@Cites("chung2015")
@Part(
        value = Vrnn.NAME,
        description = "a recurrent network of series with a latent variable at each step",
        paper = "Chung et al. (2015), equations 5 to 11")
record Vrnn(
        @Setting("the numbers of z at all steps, a multiple of T") int latent,
        @Setting(value = "H, the numbers of the state h of the recurrence", defaultValue = "32")
                int state,
        @Setting(
                        value = "the widths of the hidden layers of encoder, prior and decoder",
                        defaultValue = "[32]")
                List<Integer> hidden,
        @Setting(value = "the numbers of the features of x_t and of z_t, each", defaultValue = "16")
                int features,
        @Setting(value = "of the hidden layers and of the features", defaultValue = "relu")
                Activation activation,
        @Setting("T, the steps of a series; default the rows of an example")
                @Nullable Integer steps,
        @Setting(
                        value = "what the standard deviations of x stay above, above 0",
                        defaultValue = "0.001")
                double least)
        implements WholeModel {

    static final String NAME = "vrnn";

    Vrnn {
        Counts.atLeastOne("latent", latent);
        Counts.atLeastOne("state", state);
        Counts.atLeastOne("features", features);
        hidden = Counts.widths("hidden", hidden);
        SeriesLayout.requireSteps(steps);
        Counts.positive("least", least);
    }

    @Override
    public boolean takesMissingValues() {
        return true;
    }

    @Override
    public VrnnModel create(PartContext context) {
        String part = "variant '" + NAME + "'";
        SeriesLayout.requireDensity(context.data().domain(), part);
        SeriesLayout layout = SeriesLayout.of(context.shape(), steps, part);
        if (latent % layout.steps() != 0) {
            throw new IllegalArgumentException(
                    "latent must be a multiple of the %d steps of a series, which share it, is %d"
                            .formatted(layout.steps(), latent));
        }
        Gaussian likelihood = new Gaussian(new Gaussian.PerPixel(2 * least, least));
        VrnnCell cell = VrnnCell.create(this, context, layout, likelihood);
        return new VrnnModel(
                context.runtime(),
                context.shape(),
                layout,
                new Euclidean(latent),
                cell,
                context.data().hasMissing());
    }

    @Override
    public Optional<Inference> encoder(GenerativeModel made, PartContext context) {
        VrnnModel model = (VrnnModel) made;
        int seen = model.layout().width() * (model.hasMissing() ? 2 : 1);
        return Optional.of(
                new VrnnEncoder(
                        model, network(context, "encoder", seen + state, 2 * model.perStep())));
    }

    /** Makes a network with the hidden layers of the settings. */
    Mlp network(PartContext context, String name, int inputs, int outputs) {
        return new Mlp(
                context.runtime(),
                context.key().split(name),
                inputs,
                hidden,
                outputs,
                activation,
                Initializer.FAN_IN);
    }
}
