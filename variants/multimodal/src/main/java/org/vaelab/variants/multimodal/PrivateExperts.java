// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.multimodal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.Factored;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.posterior.PosteriorFamily.FactoredFamily;
import org.vaelab.framework.posterior.PosteriorFamily.NaturalFamily;
import org.vaelab.framework.posterior.TrainingEffects;
import org.vaelab.framework.tensor.Tensor;

/**
 * Makes q of experts of a shared z and of private w_m, one for each modality. {@link
 * MmvaePlusInference} has the formulas.
 *
 * @param auxiliary the head of r_m for each modality, [1, head width of its factor]
 */
record PrivateExperts(
        FactoredFamily family,
        PrivateFactors parts,
        List<Parameter> auxiliary,
        boolean stratified,
        boolean auxiliaryKl)
        implements ExpertsInference.Combination {

    /** The name of the penalty. */
    static final String PENALTY = "auxiliaryKl";

    private static final String NAME = MmvaePlusInference.NAME;

    private PosteriorFamily factor(String name) {
        return Optional.ofNullable(family.factors().get(name)).orElseThrow();
    }

    /** Returns the family of the private factor of a modality. */
    NaturalFamily ownFamily(int modality) {
        return ProductsOfExperts.required(NAME, factor(parts.own().get(modality)));
    }

    /** Returns what the encoder of a modality gives: its shared factors, then its private one. */
    Head head(int modality) {
        return Head.of(
                parts.seenBy(modality).stream()
                        .flatMap(
                                name ->
                                        factor(name).head().outputs().stream()
                                                .map(output -> output.within(name)))
                        .toArray(Head.Output[]::new));
    }

    @Override
    public Posterior of(ExpertsInference.Experts experts) {
        Phase phase = experts.phase();
        boolean isTraining = phase instanceof Phase.Training;
        Map<String, Distribution> priors =
                Factored.of(
                        experts.p().prior(experts.latent(), Latents.NONE, experts.batch().given()));
        List<Tensor> shared = new ArrayList<>();
        List<Tensor> own = new ArrayList<>();
        List<Tensor> others = new ArrayList<>();
        for (int m = 0; m < auxiliary.size(); m++) {
            NaturalFamily of = ownFamily(m);
            Tensor head = experts.heads().get(m);
            int to = head.shape().extent(-1);
            int from = to - of.head().width();
            shared.add(head.slice(-1, 0, from));
            Tensor found = of.natural(of.of(head.slice(-1, from, to), phase));
            Tensor r = of.natural(of.of(auxiliary.get(m).value(), phase));
            Tensor there = experts.observed().get(m);
            Tensor absent = there.neg().add(1).mul(prior(priors, m, found));
            own.add(found.mul(there).add(absent));
            others.add(r.mul(there).add(absent));
        }
        List<Tensor> parameters = new ArrayList<>();
        for (int k = 0; k < shared.size(); k++) {
            List<Tensor> all = new ArrayList<>(List.of(shared.get(k)));
            for (int m = 0; m < own.size(); m++) {
                all.add((isTraining && m != k ? others : own).get(m));
            }
            parameters.add(Tensor.concatenate(all, -1));
        }
        int[] widths = own.stream().mapToInt(one -> one.shape().extent(-1)).toArray();
        boolean asks = isTraining && !auxiliaryKl;
        MixtureOfExperts mixture =
                new MixtureOfExperts(
                        family.space(),
                        parameters,
                        experts.observed(),
                        all -> made(all, widths, phase),
                        stratified,
                        (of, one, logProbability, picks) ->
                                asks
                                        ? withoutKl(of, one, logProbability, picks, priors)
                                        : TrainingEffects.NONE);
        if (asks && !mixture.gradient().isThroughDraw()) {
            throw new IllegalArgumentException(
                    ("inference '%s' takes a KL out of the loss by the gradient through draws, and"
                                    + " these draws pass none\nset inference.auxiliaryKl: true")
                            .formatted(NAME));
        }
        return MixtureInference.withDensity(NAME, mixture);
    }

    /** Returns the natural parameters of the prior of a private factor, [P] or [B, P]. */
    private Tensor prior(Map<String, Distribution> priors, int modality, Tensor like) {
        return Optional.ofNullable(priors.get(parts.own().get(modality)))
                .flatMap(p -> ownFamily(modality).natural(KlRegistry.original(p), like))
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        ("inference '%s' draws the private factor of a missing modality"
                                                        + " from its prior, which must be of the family"
                                                        + " of the posterior\nuse the standard prior")
                                                .formatted(NAME)));
    }

    /** Returns the distributions of parameters that lie side by side, [R, P]. */
    private Posterior made(Tensor all, int[] widths, Phase phase) {
        Map<String, Posterior> factors = new LinkedHashMap<>();
        int from = 0;
        for (String name : parts.shared()) {
            int to = from + factor(name).head().width();
            factors.put(name, factor(name).of(all.slice(-1, from, to), phase));
            from = to;
        }
        for (int m = 0; m < widths.length; m++) {
            int to = from + widths[m];
            Tensor natural = all.slice(-1, from, to);
            factors.put(parts.own().get(m), ownFamily(m).ofNatural(natural, phase));
            from = to;
        }
        return family.joined(factors);
    }

    /** Asks for the difference of the loss of Palumbo et al. from minus the bound. */
    private TrainingEffects withoutKl(
            MixtureOfExperts mixture,
            Draw one,
            Tensor logProbability,
            List<Tensor> picks,
            Map<String, Distribution> priors) {
        Map<String, Draw> draws = Factored.of(one);
        Tensor sum = mixture.density(expert -> shared(draws, expert)).sub(logProbability);
        for (int m = 0; m < picks.size(); m++) {
            Draw w = draws.get(parts.own().get(m));
            Tensor p = w.logProbabilityUnder(priors.get(parts.own().get(m)));
            Tensor picked = picks.get(m);
            sum = sum.add(w.logProbability().mul(picked)).add(p.mul(picked.neg().add(1)));
        }
        return new TrainingEffects(Map.of(PENALTY, sum), List.of());
    }

    private Tensor shared(Map<String, Draw> draws, Posterior expert) {
        Map<String, Posterior> factors = Factored.of(expert);
        return parts.shared().stream()
                .map(name -> draws.get(name).logProbabilityUnder(factors.get(name)))
                .reduce(Tensor::add)
                .orElseThrow();
    }
}
