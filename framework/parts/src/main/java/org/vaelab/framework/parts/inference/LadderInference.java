// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.IndependentNormal;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.model.SequentialPosterior;
import org.vaelab.framework.plugin.InferenceContext;
import org.vaelab.framework.plugin.InferencePart;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.posterior.PosteriorFamily.IndependentNormalFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;

/**
 * The inference of the ladder VAE (Sonderby et al. 2016, section 2.2, equations 17 to 20). A
 * deterministic pass from x upwards gives N(m_l, s_l^2) for each variable. The top-down pass
 * combines it with N(mu_l, sigma_l^2) = p(z_l given z_(l+1)) of the generative model, weighted by
 * precision:
 *
 * <pre>
 *   q(z_l given z_(l+1), x) = N( (m_l s_l^-2 + mu_l sigma_l^-2) / (s_l^-2 + sigma_l^-2),
 *                                1 / (s_l^-2 + sigma_l^-2) )
 *   q(z_L given x) = N(m_L, s_L^2)
 * </pre>
 *
 * <p>This is the normalised product of the two densities, the form of the posterior if the data
 * enter as a Normal factor. q shares the parameters of p, and passes its gradient to them. The mean
 * is computed as m + w (mu - m) with w = s^2 / (s^2 + sigma^2), and the log variance as log s^2 -
 * softplus(log s^2 - log sigma^2), which cannot overflow.
 *
 * <p>Deviation from the paper: there is no batch normalisation.
 */
public final class LadderInference implements Inference {

    @Cites("sonderby2016")
    @Part(
            value = "ladder",
            description =
                    "as top-down, by the precisions of what data and prior say; Normals alone",
            paper = "Sonderby et al. (2016), section 2.2")
    public record Settings(@Setting(BottomUpPass.MEANING) @Nullable Integer features)
            implements InferencePart {

        public Settings {
            BottomUpPass.requireFeatures(features);
        }

        @Override
        public Inference create(InferenceContext context) {
            return new LadderInference(
                    context.requireEncoding("ladder"), Optional.ofNullable(features));
        }
    }

    private static final String NAME = "ladder";

    private final BottomUpPass pass;
    private final Map<String, IndependentNormalFamily> families = new LinkedHashMap<>();
    private final String top;

    LadderInference(InferenceContext.Encoding encoding, Optional<Integer> features) {
        encoding.families().forEach((name, family) -> families.put(name, normal(name, family)));
        this.top = families.keySet().iterator().next();
        this.pass = new BottomUpPass(encoding, name -> encoding.family(name).head(), features);
    }

    private static IndependentNormalFamily normal(String name, PosteriorFamily family) {
        if (family instanceof IndependentNormalFamily normal) {
            return normal;
        }
        throw new IllegalArgumentException(
                ("inference %s multiplies the densities of Normals of independent"
                                + " coordinates, and the posterior of latent variable '%s', on %s, is"
                                + " none\nuse inference: top-down, which takes any posterior")
                        .formatted(NAME, name, family.space()));
    }

    @Override
    public JointPosterior infer(GenerativeModel p, Batch batch, RandomKey key, Phase phase) {
        Map<String, Tensor> found = pass.of(p, batch);
        List<SequentialPosterior.Step> steps = new ArrayList<>();
        families.forEach(
                (name, family) -> {
                    if (!name.equals(top)) {
                        IndependentNormal fromBelow = fromBelow(name, found, phase);
                        steps.add(
                                new SequentialPosterior.Step(
                                        name,
                                        values ->
                                                combined(
                                                        family,
                                                        fromBelow,
                                                        fromAbove(p, name, values, batch))));
                    }
                });
        return new SequentialPosterior(top, (Posterior) fromBelow(top, found, phase), steps);
    }

    private IndependentNormal fromBelow(String name, Map<String, Tensor> found, Phase phase) {
        return normal(
                name,
                Objects.requireNonNull(families.get(name), name)
                        .of(Objects.requireNonNull(found.get(name), name), phase));
    }

    private static IndependentNormal fromAbove(
            GenerativeModel p, String name, Latents values, Batch batch) {
        return normal(name, p.prior(name, values, batch.given()));
    }

    private static IndependentNormal normal(String name, Distribution distribution) {
        if (distribution instanceof IndependentNormal normal) {
            return normal;
        }
        throw new IllegalArgumentException(
                ("inference %s multiplies the densities of Normals of independent"
                                + " coordinates, and of latent variable '%s' there is a %s")
                        .formatted(NAME, name, distribution.getClass().getSimpleName()));
    }

    private static Posterior combined(
            IndependentNormalFamily family, IndependentNormal below, IndependentNormal above) {
        int rows = above.mean().shape().extent(0);
        Tensor mean = BottomUpPass.perRow(below.mean(), rows);
        Tensor logVariance = BottomUpPass.perRow(below.logVariance(), rows);
        Tensor ratio = logVariance.sub(above.logVariance());
        Tensor share = ratio.sigmoid();
        return family.of(
                mean.add(share.mul(above.mean().sub(mean))), logVariance.sub(ratio.softplus()));
    }

    @Override
    public boolean firstCarriesAll() {
        return families.size() == 1;
    }

    @Override
    public String name() {
        return NAME;
    }

    /** Returns the parameters of the pass upwards, {@code encoder.z1.*}, and of families. */
    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>(pass.parameters());
        Component.named(families).forEach(q -> all.add(q.within("posterior")));
        return all;
    }
}
