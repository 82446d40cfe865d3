// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.parts.likelihood.Gaussian;
import org.vaelab.framework.plugin.WholeModel;
import org.vaelab.framework.settings.Called;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;

/** The settings of a {@link VrnnModel} and of its encoder, {@link VrnnEncoder}. */
@Called("variational recurrent neural network")
@Cites("chung2015")
@Part(
        value = Vrnn.NAME,
        description = "a recurrent network of series with a latent variable at each step",
        paper = "Chung et al. (2015), equations 5 to 11")
public record Vrnn(
        @Setting("d, the numbers of z_t at each step") int latent,
        @Setting(value = "the networks of a step", defaultValue = "{}") VrnnCell.Settings cell,
        @Setting("T, the steps of a series; default the rows of an example")
                @Nullable Integer steps,
        @Setting(
                        value = "what the standard deviations of x stay above, above 0",
                        defaultValue = "0.001")
                double least)
        implements WholeModel {

    static final String NAME = "vrnn";

    public Vrnn {
        Counts.atLeastOne("latent", latent);
        SeriesLayout.requireSteps(steps);
        Counts.positive("least", least);
    }

    @Override
    public boolean takesMissingValues() {
        return true;
    }

    @Override
    public boolean takesInputs() {
        return true;
    }

    @Override
    public VrnnModel create(PartContext context) {
        SeriesLayout layout = SeriesLayout.ofDensity(context, steps, "variant '" + NAME + "'");
        Gaussian likelihood = new Gaussian(new Gaussian.PerPixel(2 * least, least));
        return new VrnnModel(
                context.runtime(),
                context.shape(),
                layout,
                new Euclidean(Math.multiplyExact(latent, layout.steps())),
                layout.inputs(context),
                cell.create(context, layout, latent, likelihood),
                context.data().hasMissing());
    }

    @Override
    public Optional<Inference> encoder(GenerativeModel made, PartContext context) {
        VrnnModel model = (VrnnModel) made;
        int known = cell.state() + model.inputs();
        int seen = model.layout().width() * (model.hasMissing() ? 2 : 1) + known;
        return Optional.of(
                new VrnnEncoder(
                        model, cell.network(context, "encoder", seen, 2 * model.perStep())));
    }
}
