package {{package}};

import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;

/** The uniform distribution on the unit cube, {@code log p(z) = 0}. */
public record {{Name}}Prior(TensorRuntime runtime, {{Name}}Space space) implements Prior {

    @Override
    public Tensor logProbability(Tensor z) {
        return runtime.zeros(z.shape().range(0, -1), z.dtype());
    }

    @Override
    public Tensor sample(RandomKey key, int n) {
        return runtime.uniform(key, space.eventShape().prepend(n));
    }

    /** The prior in a config. It has no settings. */
    @Part(value = "{{name}}-prior", description = "the uniform distribution on the unit cube")
    public record Settings() implements PriorPart {

        @Override
        public Prior create(PriorContext context) {
            {{Name}}Space space = context.space({{Name}}Space.class, "prior {{name}}-prior");
            return new {{Name}}Prior(context.runtime(), space);
        }
    }
}
