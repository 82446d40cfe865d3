// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.NetworkInput;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.model.SequentialPosterior;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.plugin.InferenceContext;
import org.vaelab.framework.plugin.InferencePart;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;

/**
 * Inference that draws a chain of latent variables in the order of the model. After a deterministic
 * pass from x upwards, each variable is drawn given its features and the variable above.
 *
 * <pre>
 *   h_1 = f_1(x, c),  h_l = f_l(h_(l-1))
 *   q(z given x, c) = q(z_L given h_L) prod_(l below L) q(z_l given h_l, z_(l+1))
 * </pre>
 *
 * <p>z_1 is the variable on which x depends. The posteriors are of any family. As each is drawn
 * after its parents, every KL(q_l || p_l) has the right expectation in closed form, where one is
 * known. The true posterior factorises in the same way: z_l depends on x and z_(l+1) (Sonderby et
 * al. 2016, section 2.1). Kingma et al. (2016, appendix, section 3.2) use the same bottom-up and
 * top-down passes.
 */
public final class TopDownInference implements Inference {

    @Cites("sonderby2016")
    @Part(
            value = "top-down",
            description =
                    "a pass from the data upwards, and each latent variable given it and the one above",
            paper = "Sonderby et al. (2016), section 2.1")
    public record Settings(@Setting(BottomUpPass.MEANING) @Nullable Integer features)
            implements InferencePart {

        public Settings {
            BottomUpPass.requireFeatures(features);
        }

        @Override
        public Inference create(InferenceContext context) {
            return new TopDownInference(
                    context.requireEncoding("top-down"), Optional.ofNullable(features));
        }
    }

    /**
     * From features and the value above to the parameters of a posterior.
     *
     * @param above the name of the variable above
     * @param input how its values are laid out for a network
     * @param lift brings them to the grid of the features; empty where both lie on one, or on none
     * @param merge from the features with the value beside them to the head of the family
     * @param grid of the features, if on one
     */
    private record Descent(
            String above,
            NetworkInput input,
            Optional<Network> lift,
            Network merge,
            Optional<Grid> grid) {}

    private final BottomUpPass pass;
    private final Map<String, PosteriorFamily> families;
    private final Map<String, Descent> descents = new LinkedHashMap<>();
    private final String top;

    TopDownInference(InferenceContext.Encoding encoding, Optional<Integer> features) {
        this.families = encoding.families();
        List<String> names = List.copyOf(families.keySet());
        this.top = names.get(0);
        this.pass =
                new BottomUpPass(
                        encoding,
                        name ->
                                name.equals(top)
                                        ? encoding.family(name).head()
                                        : BottomUpPass.features(
                                                encoding.family(name).head().grid(), features),
                        features);
        for (int i = 1; i < names.size(); i++) {
            descents.put(names.get(i), descent(encoding, names.get(i), names.get(i - 1), features));
        }
    }

    private static Descent descent(
            InferenceContext.Encoding encoding,
            String name,
            String above,
            Optional<Integer> features) {
        NetworkInput input = encoding.family(above).networkInput();
        Head head = encoding.family(name).head();
        Head own = BottomUpPass.features(head.grid(), features);
        boolean together = input.grid().equals(own.grid());
        Optional<Network> lift =
                together
                        ? Optional.empty()
                        : Optional.of(
                                encoding.networks()
                                        .between("lift." + name, input.width(), input.grid(), own));
        int beside = together ? input.width() : own.width();
        Network merge =
                encoding.networks()
                        .between("merge." + name, own.width() + beside, own.grid(), head);
        return new Descent(above, input, lift, merge, own.grid());
    }

    @Override
    public JointPosterior infer(GenerativeModel p, Batch batch, RandomKey key, Phase phase) {
        Map<String, Tensor> found = pass.of(p, batch);
        Posterior first = family(top).of(value(found, top), phase);
        List<SequentialPosterior.Step> steps = new ArrayList<>();
        descents.forEach(
                (name, descent) ->
                        steps.add(
                                new SequentialPosterior.Step(
                                        name,
                                        values ->
                                                family(name)
                                                        .of(
                                                                merged(
                                                                        descent,
                                                                        value(found, name),
                                                                        values),
                                                                phase))));
        return new SequentialPosterior(top, first, steps);
    }

    private static Tensor merged(Descent descent, Tensor features, Latents values) {
        Tensor rows =
                values.networkInput(descent.above(), descent.input())
                        .reshape(-1, descent.input().width());
        Tensor lifted = descent.lift().isEmpty() ? rows : descent.lift().get().apply(rows);
        int n = rows.shape().extent(0);
        Tensor own = BottomUpPass.perRow(features, n);
        return descent.merge().apply(beside(own, lifted, descent.grid()));
    }

    /** The numbers of both side by side, on a grid at each position. */
    private static Tensor beside(Tensor a, Tensor b, Optional<Grid> grid) {
        if (grid.isEmpty()) {
            return Tensor.concatenate(List.of(a, b), -1);
        }
        int n = a.shape().extent(0);
        int positions = grid.get().positions();
        UnaryOperator<Tensor> apart = t -> t.reshape(n, positions, t.shape().extent(1) / positions);
        return Tensor.concatenate(List.of(apart.apply(a), apart.apply(b)), -1).reshape(n, -1);
    }

    private static Tensor value(Map<String, Tensor> found, String name) {
        return Objects.requireNonNull(found.get(name), name);
    }

    private PosteriorFamily family(String name) {
        return Objects.requireNonNull(families.get(name), name);
    }

    @Override
    public boolean firstCarriesAll() {
        return families.size() == 1;
    }

    @Override
    public String name() {
        return "top-down";
    }

    /**
     * Returns the parameters: {@code encoder.z1.*} of the pass upwards, {@code lift.z1.*} and
     * {@code merge.z1.*} of the way down, {@code posterior.z1.*} of families.
     */
    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>(pass.parameters());
        descents.forEach(
                (name, descent) -> {
                    Map<String, Component> networks = new LinkedHashMap<>();
                    descent.lift().ifPresent(lift -> networks.put("lift." + name, lift));
                    networks.put("merge." + name, descent.merge());
                    all.addAll(Component.named(networks));
                });
        Component.named(families).forEach(q -> all.add(q.within("posterior")));
        return all;
    }
}
