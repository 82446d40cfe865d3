// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.network.GatedRecurrentLayer;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.network.Linear;
import org.vaelab.framework.network.Mlp;
import org.vaelab.framework.network.SoftBounds;
import org.vaelab.framework.parts.likelihood.Gaussian;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The networks of a {@link VrnnModel}, which are the same at each step (Chung et al. 2015):
 *
 * <pre>
 *   z_t given h_{t-1}      ~ N(mu_0, diag sigma_0^2),  (mu_0, sigma_0) = prior(h_{t-1})                (5)
 *   x_t given z_t, h_{t-1} ~ N(mu_x, diag sigma_x^2),  (mu_x, sigma_x) = decoder(f_z(z_t), h_{t-1})    (6)
 *   h_t = GRU(h_{t-1}; f_x(x_t), f_z(z_t)),  h_0 = 0                                                   (7)
 * </pre>
 *
 * <p>f_x and f_z are a dense layer each. Deviation: the paper has an LSTM. Known inputs u_t of a
 * step are beside h_{t-1} wherever it is seen, but for the recurrence: it sees x_t, which they led to.
 *
 * @param ofData f_x
 * @param ofLatent f_z
 */
record VrnnCell(
        Linear ofData,
        Linear ofLatent,
        Mlp prior,
        Mlp decoder,
        GatedRecurrentLayer recurrence,
        Gaussian likelihood)
        implements Component {

    /** The section {@code cell} of a VRNN. */
    record Settings(
            @Setting(value = "H, the numbers of the state h of the recurrence", defaultValue = "32")
                    int state,
            @Setting(
                            value = "the widths of the hidden layers of encoder, prior and decoder",
                            defaultValue = "[32]")
                    List<Integer> hidden,
            @Setting(
                            value = "the numbers of the features of x_t and of z_t, each",
                            defaultValue = "16")
                    int features,
            @Setting(value = "of the hidden layers and of the features", defaultValue = "relu")
                    Activation activation) {

        Settings {
            Counts.atLeastOne("state", state);
            hidden = Counts.widths("hidden", hidden);
            Counts.atLeastOne("features", features);
        }

        /**
         * Makes networks whose x starts with the mean and the deviation of the numbers of a step.
         *
         * @param perStep d
         */
        VrnnCell create(
                PartContext context, SeriesLayout layout, int perStep, Gaussian likelihood) {
            int width = layout.width();
            int known = state + layout.inputs(context);
            Mlp decoder = network(context, "decoder", features + known, 2 * width);
            StepMoments moments = StepMoments.of(context, layout);
            double[] start = Arrays.copyOf(moments.means(), 2 * width);
            for (int d = 0; d < width; d++) {
                start[width + d] = 0.5 * Math.log(moments.variances()[d]);
            }
            decoder.startAt(start);
            return new VrnnCell(
                    features(context, "data", width),
                    features(context, "latent", perStep),
                    network(context, "prior", known, 2 * perStep),
                    decoder,
                    new GatedRecurrentLayer(
                            context.runtime(),
                            context.key().split("recurrence"),
                            2 * features,
                            state,
                            Initializer.FAN_IN),
                    likelihood);
        }

        private Linear features(PartContext context, String name, int inputs) {
            return new Linear(
                    context.runtime(),
                    context.key().split(name),
                    inputs,
                    features,
                    activation,
                    Initializer.FAN_IN);
        }

        /** Makes a network with the hidden layers. */
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

    /**
     * Independent Normals of z_t or of its noise: means and log standard deviations, [R, d] or [R,
     * T, d].
     */
    record Normals(Tensor mean, Tensor logScale) {

        /** Returns the Normals that a network gives, [R, 2d]. */
        static Normals of(Tensor output) {
            int width = output.shape().extent(-1) / 2;
            return new Normals(
                    output.slice(-1, 0, width),
                    SoftBounds.ofLogScale(output.slice(-1, width, 2 * width)));
        }

        /** Returns the values of standard noise, [R, d]. */
        Tensor at(Tensor noise) {
            return noise.mul(logScale.exp()).add(mean);
        }

        /**
         * Returns the Normals of the standard noise of others for which those have these values.
         */
        Normals under(Normals others) {
            return new Normals(
                    mean.sub(others.mean).mul(others.logScale.neg().exp()),
                    logScale.sub(others.logScale));
        }
    }

    /** Returns p(z_t given h_{t-1}), of one step or of all. */
    Normals prior(Tensor state) {
        return Normals.of(prior.apply(state));
    }

    /**
     * Returns the head of p(x_t given z_t, h_{t-1}): D means, then D raw log standard deviations,
     * [..., 2D].
     */
    Tensor head(Tensor z, Tensor state) {
        return decoder.apply(Tensor.concatenate(List.of(ofLatent.apply(z), state), -1));
    }

    /** Returns h_t, [R, H]. */
    Tensor next(Tensor state, Tensor x, Tensor z) {
        Tensor seen = Tensor.concatenate(List.of(ofData.apply(x), ofLatent.apply(z)), -1);
        Tensor gates = recurrence.gates(seen).expandDims(0);
        return recurrence.states(gates, state).reshape(state.shape());
    }

    /** Returns h_0. */
    Tensor start(int rows) {
        Tensor like = recurrence.parameters().get(0).value();
        return like.runtime().zeros(Shape.of(rows, recurrence.width()), like.dtype());
    }

    @Override
    public List<Parameter> parameters() {
        Map<String, Component> named = new LinkedHashMap<>();
        named.put("data", ofData);
        named.put("latent", ofLatent);
        named.put("prior", prior);
        named.put("output", decoder);
        named.put("recurrence", recurrence);
        List<Parameter> all = new ArrayList<>();
        named.forEach(
                (name, part) ->
                        part.parameters().forEach(p -> all.add(p.within("decoder." + name))));
        return all;
    }
}
