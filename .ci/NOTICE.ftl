VaeLab
Copyright 2026 The VaeLab maintainers

VaeLab is licensed under the Apache License, Version 2.0 (see LICENSE).

It uses the libraries below. Published modules name them as dependencies, and the archive of the program contains
them, unchanged. The jar of a library has its notices and the text of its licence, or the address beside its name has
them. Where a library has several licences, VaeLab uses it under Apache-2.0. framework/natives/NATIVES.md lists the
native libraries in these jars.

<#list dependencyMap as entry>
<#assign library = entry.getKey()/>
${library.groupId}:${library.artifactId}:${library.version}
    ${entry.getValue()?join(" or ")}<#if (library.url)?has_content>, ${library.url}</#if>
</#list>
