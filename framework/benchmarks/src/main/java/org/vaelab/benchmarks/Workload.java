// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.vaelab.framework.data.Batches;
import org.vaelab.framework.data.Binarization;
import org.vaelab.framework.data.Chunks;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.DataRows;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Form;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.data.Preparation;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.Vocabulary;
import org.vaelab.framework.likelihood.LikelihoodPart;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.plugin.RegularizerPart;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Backends;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.capture.Graphs;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.ProductPrecision;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.TensorBackend;
import org.vaelab.framework.training.CheckpointStore;
import org.vaelab.framework.training.Trainer;
import org.vaelab.framework.training.TrainingListener;
import org.vaelab.framework.training.TrainingOutcome;
import org.vaelab.framework.training.TrainingSettings;

/**
 * A model of a family, assembled like that of a config, and data to train it on: ReLU, Bernoulli
 * likelihood, Adam, dynamic binarisation, float32. The grey levels are drawn around ten prototypes,
 * so that the model can learn something.
 */
final class Workload implements AutoCloseable {

    /** The device of all measurements that name no other. */
    static final String CPU = "cpu";

    static final RandomKey KEY = RandomKey.of(1);

    static final Plugins PLUGINS = Plugins.load(Workload.class.getClassLoader());
    private static final int PIXELS = 4_000_000;
    private static final int PROTOTYPES = 10;
    private static final int TEXTS = 2000;
    private static final int VOCABULARY = 65;
    private static final float BRIGHT_SHARE = 0.2f;

    final TensorRuntime runtime;
    final LatentVariableModel model;
    final PreparedData data;
    private final AssembledModel assembled;
    private final int batch;

    Workload(TensorRuntime runtime, Family family, ModelSize size, int batch) {
        this.runtime = runtime;
        this.batch = batch;
        this.data = data(size, batch);
        this.assembled =
                blueprint(family, size).assemble(runtime, PLUGINS, data, KEY.split("init"));
        this.model = assembled.model();
    }

    /** Opens a backend in float32, with the threads that suit the size. */
    static TensorRuntime open(String backend, String device, int threads, ModelSize size) {
        return open(backend, device, threads, ProductPrecision.FULL, size);
    }

    /** Opens a backend in float32, with the given precision of matrix products in layers. */
    static TensorRuntime open(
            String backend,
            String device,
            int threads,
            ProductPrecision precision,
            ModelSize size) {
        return backends(size).open(backend, device, threads, DType.FLOAT32, precision);
    }

    /** Opens a backend in float32 on what is put around it. */
    static TensorRuntime open(
            String backend, int threads, ModelSize size, UnaryOperator<TensorBackend> around) {
        return backends(size)
                .open(backend, CPU, threads, DType.FLOAT32, ProductPrecision.FULL, around);
    }

    /** Opens a backend in float32 that captures repeated programs as graphs. */
    static TensorRuntime openCapturing(String backend, String device, int threads, ModelSize size) {
        return backends(size)
                .open(backend, device, threads, DType.FLOAT32, ProductPrecision.FULL, Graphs.ON);
    }

    /**
     * Libraries log warnings only, and torch gives its threads to what the model spends time on.
     */
    private static Backends backends(ModelSize size) {
        Logger.getLogger("").setLevel(Level.WARNING);
        System.setProperty("vaelab.torch.threads", size.convolves() ? "operations" : "products");
        return Backends.find(Workload.class.getClassLoader());
    }

    static PreparedData data(ModelSize size, int batch) {
        return size.isText() ? texts(size.shape()) : images(size, batch);
    }

    /** Texts of letters, all of full length. */
    private static PreparedData texts(DataShape shape) {
        float[] letters = new float[TEXTS * shape.size()];
        KEY.split("letters").uniform(letters, 0, letters.length);
        DataRows rows =
                new DataRows() {
                    @Override
                    public int size() {
                        return TEXTS;
                    }

                    @Override
                    public int width() {
                        return shape.size();
                    }

                    @Override
                    public void read(int row, double[] target, int offset) {
                        for (int i = 0; i < width(); i++) {
                            float drawn = letters[row * width() + i];
                            target[offset + i] = 2 + Math.floor(drawn * (VOCABULARY - 2));
                        }
                    }
                };
        List<String> tokens = new ArrayList<>(Vocabulary.SPECIAL);
        for (int i = tokens.size(); i < VOCABULARY; i++) {
            tokens.add(Character.toString('!' + i));
        }
        Examples examples = Examples.of(rows, ValueDomain.TOKENS);
        DataFacts facts = DataFacts.of(new Form.Texts(new Vocabulary(tokens, "", "")), false);
        Dataset dataset = Dataset.of("letters", shape, examples, examples, "drawn", facts);
        return Preparation.NONE.apply(dataset, 0);
    }

    private static PreparedData images(ModelSize size, int batch) {
        int width = size.shape().size();
        byte[] grey = new byte[Math.max(batch, PIXELS / width) * width];
        float[] prototypes = new float[PROTOTYPES * width];
        KEY.split("prototypes").uniform(prototypes, 0, prototypes.length);
        float[] noise = new float[grey.length];
        KEY.split("pixels").uniform(noise, 0, noise.length);
        for (int i = 0; i < grey.length; i++) {
            int prototype = i / width % PROTOTYPES;
            boolean isBright = prototypes[prototype * width + i % width] < BRIGHT_SHARE;
            grey[i] = (byte) (int) ((isBright ? 180 : 0) + 75 * noise[i]);
        }
        Examples examples = Examples.greyLevels(width, grey);
        Dataset dataset = Dataset.of("drawn", size.shape(), examples, examples, "drawn");
        return Preparation.of(new Binarization.Dynamic()).apply(dataset, 0);
    }

    private static ModelBlueprint blueprint(Family family, ModelSize size) {
        PartChoice posterior =
                new PartChoice(family.posterior(), family.settings(size.headOutputs()));
        ModelBlueprint.OfParts.Builder blueprint =
                ModelBlueprint.of(
                        PLUGINS.of(PosteriorPart.class).create(posterior),
                        PLUGINS.of(LikelihoodPart.class).create(likelihood(size)),
                        size.network())
                        .toBuilder();
        family.regularizer()
                .map(PLUGINS.of(RegularizerPart.class)::create)
                .ifPresent(blueprint::regularizer);
        return blueprint.build();
    }

    private static PartChoice likelihood(ModelSize size) {
        return size.isText()
                ? new PartChoice("tokens", Map.of("hidden", List.of(200)))
                : new PartChoice("bernoulli", Map.of());
    }

    /** Returns the first test examples, with their zeros and ones drawn beforehand. */
    Examples drawnTest(int count) {
        MiniBatch drawn = new Chunks(data.test().first(count), count).at(0);
        double[] values = new double[drawn.values().length];
        Arrays.setAll(values, i -> drawn.values()[i]);
        return Examples.of(drawn.width(), values, data.test().domain());
    }

    Batches batches() {
        return data.batches(batch, KEY);
    }

    /** Takes steps through the whole trainer until the last, or until it is interrupted. */
    TrainingOutcome train(long steps, TrainingListener listener, BooleanSupplier interrupted) {
        TrainingSettings settings =
                StrictMapper.of(
                        TrainingSettings.class,
                        Map.of("steps", steps, "batch", batch, "checkpointEvery", Long.MAX_VALUE));
        return new Trainer(assembled, settings, KEY, List.of())
                .train(batches(), any -> 0, CheckpointStore.none(), listener, interrupted);
    }

    /** Waits until the device has done its work, by reading a number from it. */
    @SuppressWarnings("try") // the scope frees what is created meanwhile
    void awaitDevice() {
        try (TensorScope scope = runtime.scope()) {
            runtime.zeros(Shape.scalar()).readDoubles();
        }
    }

    @Override
    public void close() {
        runtime.close();
    }
}
