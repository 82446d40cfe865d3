package {{package}};

import java.util.List;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.tensor.Tensor;

/**
 * The family of {@link {{Name}}Posterior}s on R^d: the encoder chooses location and log-scale of
 * each coordinate.
 *
 * @param space R^d
 */
public record {{Name}}Family(Euclidean space) implements PosteriorFamily {

    /** Returns what an encoder must produce: its output is split in this order. */
    @Override
    public Head head() {
        int d = space.dimension();
        return Head.of(Head.real("location", d), Head.real("logScale", d));
    }

    @Override
    public {{Name}}Posterior of(Tensor headOutput, Phase phase) {
        List<Tensor> parameters = head().split(headOutput);
        return new {{Name}}Posterior(parameters.get(0), parameters.get(1));
    }
}
