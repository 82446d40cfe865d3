package {{package}};

import java.util.List;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.settings.LatentDimension;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;

/** The family of {@link {{Name}}Posterior}s. The encoder chooses a - 1 and b - 1. */
@Part(
        value = "{{name}}",
        description = "independent Kumaraswamy coordinates on the unit cube",
        variant = "{{name}}")
public record {{Name}}Family(@LatentDimension @Setting("dimension of the cube") int latent)
        implements PosteriorFamily {

    @Override
    public {{Name}}Space space() {
        return new {{Name}}Space(latent);
    }

    @Override
    public Head head() {
        return Head.of(Head.positive("a", latent), Head.positive("b", latent));
    }

    @Override
    public {{Name}}Posterior of(Tensor headOutput, Phase phase) {
        List<Tensor> parameters = head().split(headOutput);
        return new {{Name}}Posterior(parameters.get(0).add(1), parameters.get(1).add(1));
    }
}
