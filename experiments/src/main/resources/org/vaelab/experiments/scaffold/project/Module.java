package {{package}};

import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.plugin.VaeLabModule;

/**
 * What this plugin brings, by the names that a config uses. VaeLab finds the class through {@code
 * META-INF/services/org.vaelab.framework.plugin.VaeLabModule}.
 */
public final class {{Name}}Module extends VaeLabModule {

    @Override
    protected void announce() {
        part({{Name}}Family.class);
        part({{Name}}Variant.class);
        kl({{Name}}Posterior.class, StandardNormal.class, (q, p) -> q.klToStandardNormal());
    }
}
