// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.model.AmortizedInference;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.LatentDraw;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.model.PosteriorForm;
import org.vaelab.framework.network.DataView;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.plugin.InferenceContext;
import org.vaelab.framework.plugin.InferenceContext.InferenceNetworks;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/** An inference, and the model whose posterior it finds. */
record InferenceUnderTest(
        Inference inference, GenerativeModel generative, LatentVariableModel model) {

    static InferenceUnderTest of(
            Inference inference, GenerativeModel generative, KlRegistry announced) {
        return new InferenceUnderTest(
                inference, generative, new LatentVariableModel(generative, inference, announced));
    }

    /**
     * Returns the context of an inference.
     *
     * @param context of every part
     * @param generative a model with one latent variable, or a chain of two
     * @param trained the encoder of a trained model, if it is one
     */
    static InferenceContext context(
            PartContext context,
            GenerativeModel generative,
            PosteriorFamily family,
            Optional<AmortizedInference> trained,
            KlRegistry announced) {
        Map<String, LatentSpace> spaces = new LinkedHashMap<>();
        Map<String, PosteriorFamily> families = new LinkedHashMap<>();
        generative
                .latents()
                .forEach(
                        latent -> {
                            spaces.put(latent.name(), latent.space());
                            families.put(latent.name(), family);
                        });
        return new InferenceContext(
                context,
                spaces,
                Optional.of(
                        new InferenceContext.Encoding(
                                families,
                                new SmallNetworks(context, generative.condition().width()))),
                announced,
                trained);
    }

    private record SmallNetworks(PartContext context, int given) implements InferenceNetworks {

        @Override
        public Network encoder(Head head) {
            DataView view =
                    context.data().hasMissing()
                            ? DataView.of(context.data())
                            : DataView.identity(context.shape());
            return view.before(network("encoder", view.seen().size() + given, head));
        }

        @Override
        public Network encoder(Modality modality, Head head) {
            return network(modality.name(), modality.width() + given, head);
        }

        @Override
        public Network between(String name, int inputs, Optional<Grid> grid, Head head) {
            return network(name, inputs, head);
        }

        private Network network(String name, int inputs, Head head) {
            return Assembly.mlp(context.runtime(), context.key().split(name), inputs, head.width());
        }
    }

    JointPosterior infer(Batch batch, RandomKey key, Phase phase) {
        return inference.infer(generative, batch, key, phase);
    }

    /** Asserts that draws of all variables have the shapes of their spaces, and their densities. */
    void checkShapes(Phase phase, RandomKey key) {
        Batch batch = EvidenceModel.batch(generative.runtime());
        int b = batch.size();
        JointPosterior q = infer(batch, key, phase);
        JointDraw draw = q.draw(key, 3);
        boolean known = inference.form() != PosteriorForm.DRAWS;
        List<String> drawn = draw.latents().stream().map(LatentDraw::name).toList();
        assertThat(drawn)
                .containsExactlyInAnyOrderElementsOf(
                        generative.latents().stream().map(LatentVariable::name).toList());
        for (LatentVariable latent : generative.latents()) {
            Shape event = latent.space().eventShape();
            Draw own = draw.of(latent.name()).draw();
            assertThat(own.z().shape()).as(latent.name()).isEqualTo(event.prepend(3, b));
            assertThat(own.logProbability().shape())
                    .as("log q of " + latent.name())
                    .isEqualTo(Shape.of(3, b));
            if (known) {
                PartContract.assertFinite("log q", own.logProbability().readDoubles());
            }
            Tensor location = q.location().z(latent.name());
            assertThat(location.shape())
                    .as("location of " + latent.name())
                    .isEqualTo(event.prepend(b));
            PartContract.assertFinite("location", location.readDoubles());
        }
        Draw first = draw.latents().get(0).draw();
        if (known && !first.isRelaxed()) {
            PartContract.assertClose(
                    "log q of the variable that is drawn first",
                    q.first().logProbability(first.z()).readDoubles(),
                    first.logProbability().readDoubles(),
                    1e-5);
        }
        double[] logQ = draw.logProbability().readDoubles();
        double[] again = q.logProbability(draw.values()).readDoubles();
        if (known) {
            PartContract.assertClose("log q of draws of all variables", again, logQ, 1e-5);
        } else {
            assertThat(Arrays.stream(logQ))
                    .as("log q of draws alone")
                    .allMatch(v -> Double.isNaN(v));
            assertThat(Arrays.stream(again))
                    .as("log q of draws alone")
                    .allMatch(v -> Double.isNaN(v));
        }
        Tensor logLikelihood = model.output(draw, batch).logProbability(batch.x());
        assertThat(logLikelihood.shape()).isEqualTo(Shape.of(3, b));
    }

    /** Fails if draws of the first row of a batch are others where the rows after it are others. */
    static void requireDrawnAlone(LatentVariableModel model, Tensor x, RandomKey key) {
        Tensor first = x.slice(0, 0, 1);
        Tensor others = x.slice(0, 1, x.shape().extent(0)).neg().add(1);
        PartContract.assertClose(
                "3 draws of the first row of a batch, and their log q, where the other rows are others:"
                        + " are features repeated draw by draw, as [K, B] is?",
                ofFirst(model, Tensor.concatenate(List.of(first, others), 0), key),
                ofFirst(model, x, key),
                1e-9);
    }

    private static double[] ofFirst(LatentVariableModel model, Tensor x, RandomKey key) {
        JointDraw draw = model.infer(Batch.of(x), key, Phase.evaluation()).draw(key, 3);
        return Stream.concat(
                        draw.latents().stream().map(latent -> latent.draw().z()),
                        Stream.of(draw.logProbability()))
                .map(values -> values.slice(1, 0, 1))
                .flatMapToDouble(values -> Arrays.stream(values.readDoubles()))
                .toArray();
    }

    /** Returns log p(x, z) - log q(z) of draws, datum by datum. */
    double[][] logWeights(JointPosterior q, Batch batch, int draws, RandomKey key) {
        JointDraw draw = q.draw(key, draws);
        double[] all =
                model.output(draw, batch)
                        .logProbability(batch.x())
                        .add(model.logPrior(draw, batch))
                        .sub(draw.logProbability())
                        .readDoubles();
        double[][] byDatum = new double[batch.size()][draws];
        for (int i = 0; i < all.length; i++) {
            byDatum[i % batch.size()][i / batch.size()] = all[i];
        }
        return byDatum;
    }

    /** Returns the numbers of values, to be compared. */
    static List<Double> bytes(Latents values) {
        List<Double> all = new ArrayList<>();
        values.byName()
                .forEach((name, value) -> Arrays.stream(value.z().readDoubles()).forEach(all::add));
        return all;
    }
}
