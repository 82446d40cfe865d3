// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.Internal;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.gradient.GradientProbe;
import org.vaelab.framework.gradient.ProbedEstimator;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RecordMapper;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.training.TrainingSettings;

/**
 * One run: a model of a config with one seed, every default filled in.
 *
 * @param model its name
 */
@Internal
public record RunSpec(String model, long seed, ModelSpec spec) {

    public DataSpec data() {
        return spec.data();
    }

    public RuntimeSpec runtime() {
        return spec.runtime();
    }

    public ModelBlueprint blueprint() {
        return spec.blueprint();
    }

    public TrainingSettings training() {
        return spec.training();
    }

    public EvaluationSettings evaluation() {
        return spec.evaluation();
    }

    public Optional<GradientsSpec> gradients() {
        return spec.gradients();
    }

    public Optional<StartSpec> start() {
        return spec.start();
    }

    public Word.Chosen word() {
        return spec.word();
    }

    public String variant() {
        return word().word().name();
    }

    /**
     * Makes the run's model with the weights that its seed draws.
     *
     * @throws IllegalArgumentException if its parts do not fit the data or one another
     */
    public AssembledModel assemble(TensorRuntime opened, Plugins plugins, DataSummary data) {
        return assemble(blueprint(), opened, plugins, data);
    }

    private AssembledModel assemble(
            ModelBlueprint model, TensorRuntime opened, Plugins plugins, DataSummary data) {
        return model.assemble(opened, plugins, data, RandomKey.of(seed).split("init"));
    }

    /** Returns the probe of the gradients that the run measures; empty if there are none. */
    public Optional<GradientProbe> probe(
            TensorRuntime opened, Plugins plugins, PreparedData prepared) {
        return gradients()
                .map(
                        asked -> {
                            List<ProbedEstimator> probed = new ArrayList<>();
                            for (GradientsSpec.Entry entry : asked.entries()) {
                                probed.add(
                                        new ProbedEstimator(
                                                entry.name(),
                                                entry.samples(),
                                                () ->
                                                        assemble(
                                                                entry.blueprint(),
                                                                opened,
                                                                plugins,
                                                                prepared)));
                            }
                            return new GradientProbe(
                                    asked.settings(), probed, training().atLastStep());
                        });
    }

    /** Returns the same run with another seed, and what the run with that seed starts from. */
    public RunSpec withSeed(long other, Optional<StartSpec> from) {
        return new RunSpec(model, other, spec.startingFrom(from));
    }

    /** Returns this run with another start. */
    public RunSpec startingFrom(StartSpec other) {
        return new RunSpec(model, seed, spec.startingFrom(Optional.of(other)));
    }

    /** Returns the parameters that training leaves as they are. */
    public List<Parameter> frozen(LatentVariableModel assembled) {
        return start().filter(StartSpec::frozen).isPresent() ? restored(assembled) : List.of();
    }

    /** Returns the parameters that the start has restored. */
    public List<Parameter> restored(LatentVariableModel assembled) {
        return start().map(of -> of.parts().of(assembled)).orElseGet(List::of);
    }

    /** Returns the run's whole config, from which {@link #read} gives an equal run. */
    public JsonNode config() {
        return RunConfig.write(this);
    }

    /** Returns the run as a plan holds it, with the hash of its config. */
    public PlannedRun planned() {
        JsonNode config = config();
        return new PlannedRun(model, variant(), seed, RecordMapper.hash(config), config);
    }

    /**
     * Reads what {@link #config} returned.
     *
     * @throws SpecException if it is not such a config, or names something that is not here
     */
    public static RunSpec read(JsonNode config, SpecContext context) {
        return read(config, List.of(), context);
    }

    /**
     * Reads a config that {@link #config} returned, with some values replaced.
     *
     * @param settings as after {@code --set}
     * @throws SpecException if it is not such a config, or names something unknown
     */
    public static RunSpec read(JsonNode config, List<String> settings, SpecContext context) {
        return RunConfig.read(config, settings, context);
    }
}
