// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.StateUpdate;
import org.vaelab.framework.latent.NetworkInput;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.posterior.TrainingEffects;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The family of {@link Quantised}. The encoder outputs n vectors of w coordinates, and each is
 * replaced by a code. With several stages, each stage quantises what the earlier ones leave, and
 * the codes of a position are added up (Zeghidour et al. 2021, algorithm 1):
 *
 * <pre>
 *   r_1 = u,   i_s = indices_s(r_s),   r_{s+1} = r_s - codes_s(i_s),   code = sum_s codes_s(i_s)
 * </pre>
 *
 * @param space n R variables of k categories, those of one position side by side
 * @param grid where the positions lie, if on a grid
 * @param stages the R quantisers, all with k codes in R^w
 * @param dropout the probability that networks see the first stages of an example alone, in
 *     training
 */
record QuantisedFamily(
        OneHot space,
        Optional<Grid> grid,
        List<Quantiser> stages,
        GradientCopy gradient,
        double dropout)
        implements PosteriorFamily {

    QuantisedFamily {
        stages = List.copyOf(stages);
    }

    private int positions() {
        return space.variables() / stages.size();
    }

    private int width() {
        return stages.get(0).width();
    }

    @Override
    public Head head() {
        Head vectors = Head.of(Head.real("vectors", positions() * width()));
        return grid.map(vectors::onGrid).orElse(vectors);
    }

    @Override
    public Quantised of(Tensor headOutput, Phase phase) {
        int n = positions();
        int batch = headOutput.shape().extent(0);
        boolean training = phase instanceof Phase.Training;
        Tensor e = head().split(headOutput).get(0).reshape(batch * n, width());
        Tensor u = stages.get(0).bounded(e);
        List<Tensor> chosen = new ArrayList<>();
        List<Tensor> indices = new ArrayList<>();
        Map<String, Tensor> penalties = new LinkedHashMap<>();
        List<StateUpdate> updates = new ArrayList<>();
        Tensor left = u;
        for (Quantiser stage : stages) {
            Tensor index = stage.indices(left.stopGradient());
            Tensor codes = stage.codes(index);
            if (training) {
                stage.penalties(left, codes)
                        .forEach(
                                (name, value) ->
                                        penalties.merge(
                                                name,
                                                value.reshape(batch, n).sum(-1),
                                                Tensor::add));
                updates.addAll(stage.updates(left.stopGradient(), index));
            }
            chosen.add(codes.reshape(batch, n, width()));
            indices.add(index);
            left = left.sub(codes.stopGradient());
        }
        Tensor all = indices.size() == 1 ? indices.get(0) : Tensor.stack(indices, -1);
        return new Quantised(
                u.reshape(batch, n, width()),
                chosen,
                all.reshape(batch, space.variables()),
                space.categories(),
                gradient,
                training ? dropout : 0,
                new TrainingEffects(penalties, updates));
    }

    /**
     * Returns the input that looks codes up. It holds the codebooks, which belong to the generative
     * model.
     */
    @Override
    public NetworkInput networkInput() {
        return new CodebookInput();
    }

    /**
     * Looks codes up: the decoder receives n vectors of w coordinates in place of the unit vectors.
     */
    private final class CodebookInput implements NetworkInput {

        @Override
        public int width() {
            return head().width();
        }

        @Override
        public Optional<Grid> grid() {
            return grid;
        }

        /** Returns the codes, [..., n w], of unit vectors [..., n R, k]. */
        @Override
        public Tensor of(Tensor z) {
            int k = space.categories();
            if (stages.size() == 1) {
                Tensor codes = stages.get(0).ofUnits(z.reshape(-1, k));
                return codes.reshape(z.shape().range(0, -2).append(width()));
            }
            Tensor units = z.reshape(-1, stages.size(), k);
            Tensor present = units.sum(-1);
            Tensor sum = z.runtime().zeros(Shape.scalar(), z.dtype());
            for (int s = 0; s < stages.size(); s++) {
                Tensor codes = stages.get(s).ofUnits(units.slice(1, s, s + 1).reshape(-1, k));
                sum = sum.add(codes.mul(present.slice(1, s, s + 1)));
            }
            return sum.reshape(z.shape().range(0, -2).append(width()));
        }

        @Override
        public List<Parameter> parameters() {
            if (stages.size() == 1) {
                return within("codebook", stages.get(0));
            }
            List<Parameter> all = new ArrayList<>();
            for (int s = 0; s < stages.size(); s++) {
                all.addAll(within("codebook" + (s + 1), stages.get(s)));
            }
            return all;
        }

        private static List<Parameter> within(String name, Quantiser quantiser) {
            return quantiser.parameters().stream().map(p -> p.within(name)).toList();
        }
    }
}
