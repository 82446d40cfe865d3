package {{package}};

import java.util.List;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.LatentDimension;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;

/**
 * The family of {@link {{Name}}Posterior}s on R^d. The encoder chooses the location and the log-scale
 * of each coordinate.
 */
@Part(
        value = "{{name}}",
        description = "independent Laplace distributions on R^d, exact pathwise gradient",
        variant = "{{name}}")
public record {{Name}}Family(
        @LatentDimension @Setting("d, the dimension of the latent space, at least 1") int latent)
        implements PosteriorFamily {

    /** Checks the dimension. The error message shows the line of the config. */
    public {{Name}}Family {
        Counts.atLeastOne("latent", latent);
    }

    @Override
    public Euclidean space() {
        return new Euclidean(latent);
    }

    @Override
    public Head head() {
        return Head.of(Head.real("location", latent), Head.real("logScale", latent));
    }

    @Override
    public {{Name}}Posterior of(Tensor headOutput, Phase phase) {
        List<Tensor> parameters = head().split(headOutput);
        return new {{Name}}Posterior(parameters.get(0), parameters.get(1));
    }
}
