package {{package}};

import java.util.Optional;
import java.util.stream.DoubleStream;
import org.vaelab.framework.latent.VectorSpace;
import org.vaelab.framework.latent.Walks;
import org.vaelab.framework.settings.PartChoice;

/** The unit cube (0, 1)^d. */
public record {{Name}}Space(int dimension) implements VectorSpace {

    @Override
    public PartChoice referencePrior() {
        return PartChoice.of("{{name}}-prior");
    }

    @Override
    public double[] referenceVariances() {
        return DoubleStream.generate(() -> 1.0 / 12).limit(dimension).toArray();
    }

    /** {@inheritDoc} Here they are straight lines. A unit moves from 0 to 1. */
    @Override
    public Optional<Walks> walks() {
        return Optional.of(
                VectorSpace.straightWalks((at, position, draws) -> at.neg().add(position)));
    }

    /** Returns the space as reports and papers write it, after "the latent space". */
    @Override
    public String toString() {
        return "(0, 1)^" + dimension;
    }
}
