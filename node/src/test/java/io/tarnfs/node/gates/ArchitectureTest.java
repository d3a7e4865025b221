// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.gates;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Who may know whom: node, then roles, then foundation, then the JDK; and one home for each foreign library.
final class ArchitectureTest {
    /// What every room of the foundation is called.
    private static final String[] FOUNDATION = {
        "io.tarnfs.model..",
        "io.tarnfs.linux..",
        "io.tarnfs.fusekernel..",
        "io.tarnfs.objectstore..",
        "io.tarnfs.objectstoretestkit..",
        "io.tarnfs.sealing..",
        "io.tarnfs.blockcache..",
        "io.tarnfs.metadatatestkit.."
    };

    private static final String METADATA = "io.tarnfs.metadata..";
    private static final String MOUNT = "io.tarnfs.mount..";
    private static final String NODE = "io.tarnfs.node..";

    private static final JavaClasses CLASSES = new ClassFileImporter().importPaths(Repository.classFolders());

    @Test
    void everyModuleWithCodeIsSeen() {
        for (String room :
                List.of("model", "linux", "fusekernel", "objectstore", "sealing", "metadata", "mount", "node")) {
            assertFalse(
                    CLASSES.stream()
                            .filter(type -> type.getPackageName().startsWith("io.tarnfs." + room))
                            .filter(type -> !type.getSimpleName().equals("package-info"))
                            .findAny()
                            .isEmpty(),
                    "no class of room=" + room);
        }
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.tarnfs.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void modelStandsAlone() {
        classes()
                .that()
                .resideInAPackage("io.tarnfs.model..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("io.tarnfs.model..", "java..", "org.jspecify..")
                .check(CLASSES);
    }

    @Test
    void foundationKnowsNoRoleAndNoNode() {
        noClasses()
                .that()
                .resideInAnyPackage(FOUNDATION)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(METADATA, MOUNT, NODE)
                .check(CLASSES);
    }

    @Test
    void rolesKnowNeitherEachOtherNorTheNode() {
        noClasses()
                .that()
                .resideInAPackage(METADATA)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(MOUNT, NODE)
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage(MOUNT)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(METADATA, NODE)
                .check(CLASSES);
    }

    @Test
    void h2LivesInTheCheckpoint() {
        onlyIn("io.tarnfs.metadata.checkpoint..", "org.h2..");
    }

    @Test
    void codecsAndCryptographyLiveInSealing() {
        onlyIn("io.tarnfs.sealing..", "net.jpountz..", "com.github.luben..", "org.xerial..");
        onlyIn("io.tarnfs.sealing..", "org.bouncycastle..", "javax.crypto..");
    }

    @Test
    void caffeineLivesInTheBlockCache() {
        onlyIn("io.tarnfs.blockcache..", "com.github.benmanes.caffeine..");
    }

    @Test
    void theProcessLibrariesLiveInNode() {
        onlyIn(
                NODE,
                "io.quarkus..",
                "jakarta..",
                "io.vertx..",
                "io.micrometer..",
                "io.smallrye..",
                "org.eclipse.microprofile..",
                "picocli..",
                "org.yaml..");
    }

    @Test
    void yamlLivesInConfigAndPicocliInTheCommandLine() {
        onlyIn("io.tarnfs.node.config..", "org.yaml..");
        onlyIn("io.tarnfs.node.cli..", "picocli..");
    }

    @Test
    void nativeCallsLiveInLinux() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.tarnfs.linux..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.foreign.Linker")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.foreign.SymbolLookup")
                .check(CLASSES);
    }

    private static void onlyIn(String home, String... library) {
        noClasses()
                .that()
                .resideOutsideOfPackage(home)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(library)
                .check(CLASSES);
    }
}
