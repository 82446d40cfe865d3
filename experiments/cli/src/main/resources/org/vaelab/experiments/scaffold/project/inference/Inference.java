package {{package}};

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.model.AmortizedInference;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.plugin.InferenceContext;
import org.vaelab.framework.plugin.InferencePart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;

/** The settings of an inference by an encoder of noisy data. */
@Part(
        value = "{{name}}",
        description = "an encoder that sees noisy data in training",
        paper = "Im et al. (2017)")
public record {{Name}}Inference(
        @Setting(value = "standard deviation of the noise, at least 0", defaultValue = "0.1")
                double noise)
        implements InferencePart {

    /** Checks the noise. The error message shows the line of the config. */
    public {{Name}}Inference {
        if (!(noise >= 0 && Double.isFinite(noise))) {
            throw new IllegalArgumentException("noise must be at least 0, but is " + noise);
        }
    }

    @Override
    public Inference create(InferenceContext context) {
        return new Denoising(this, context.requireEncoding("{{name}}").amortized());
    }

    /** Adds Normal noise to x in training; in evaluation x is unchanged. */
    private record Denoising({{Name}}Inference settings, AmortizedInference encoder) implements Inference {

        @Override
        public JointPosterior infer(GenerativeModel p, Batch batch, RandomKey key, Phase phase) {
            return encoder.infer(p, phase instanceof Phase.Training ? noisy(batch, key) : batch, key, phase);
        }

        private Batch noisy(Batch batch, RandomKey key) {
            Tensor x = batch.x();
            Tensor normal = x.runtime().normal(key.split("noise"), x.shape()).cast(x.dtype());
            Tensor noisy = x.add(normal.mul(settings.noise()));
            return new Batch(noisy, batch.given(), batch.observed(), batch.rows());
        }

        @Override
        public Optional<AmortizedInference> amortized() {
            return Optional.of(encoder);
        }

        @Override
        public List<Parameter> parameters() {
            return encoder.parameters();
        }

        @Override
        public String name() {
            return "{{name}}";
        }
    }
}
