package {{package}};

import java.util.Optional;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.settings.LatentDimension;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.Setting;

/** A model with this posterior and the reference prior of R^d. */
@Part(value = "{{name}}", description = "Laplace posterior, standard Normal prior")
public record {{Name}}Variant(
        @LatentDimension @Setting("d, the dimension of the latent space, at least 1") int latent)
        implements Variant {

    @Override
    public Optional<PartChoice> posterior() {
        return Optional.of(PartType.choiceOf(new {{Name}}Family(latent)));
    }
}
