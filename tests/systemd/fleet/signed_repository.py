# SPDX-License-Identifier: GPL-3.0-or-later
"""A repository for the test, made by make-repository and signed with the test's own key."""
import json
import os

from ground import FLEET, need, run

SIGNER = "Fleet <fleet@example.org>"


class SignedRepository:
    """The folder's path must be short, because gpg-agent has a socket in it. gpg-agent ends with the block."""

    def __init__(self, folder):
        need("reprepro", "gpg", "gpg-agent", "dpkg-deb")
        self._scratch = folder
        self.folder, self.machines = folder / "repository", folder / "machines.json"
        self._home = folder / "gnupg"
        self._environment = dict(os.environ, GNUPGHOME=str(self._home))

    def __enter__(self):
        self._home.mkdir(mode=0o700)
        self.add_key(SIGNER)
        return self

    def __exit__(self, *_):
        self.run("gpgconf", "--kill", "all")

    def run(self, *command):
        return run(*command, env=self._environment)

    def add_key(self, name):
        result = self.run("gpg", "--batch", "--passphrase", "", "--quick-generate-key", name, "ed25519", "sign", "never")
        assert result.returncode == 0, result.stderr

    def package(self, version):
        """Builds an empty package named aeolian."""
        root = self._scratch / "package"
        (root / "DEBIAN").mkdir(parents=True, exist_ok=True)
        (root / "DEBIAN" / "control").write_text(
            f"Package: aeolian\nVersion: {version}\nArchitecture: amd64\nMaintainer: {SIGNER}\nSection: sound\n"
            "Priority: optional\nDescription: nothing\n")
        file = self._scratch / f"aeolian_{version}_amd64.deb"
        result = self.run("dpkg-deb", "--build", root, file)
        assert result.returncode == 0, result.stderr
        return file

    def make(self, *packages, key=SIGNER):
        return self.run(FLEET / "make-repository", self.folder, key, *packages)

    def release(self, version):
        result = self.make(self.package(version))
        assert result.returncode == 0, result.stderr

    def list_machines(self, **rings):
        """rings: a name, and the daemons of each."""
        groups = [{"labels": {"ring": ring}, "targets": [daemon.address for daemon in daemons]} for ring, daemons in rings.items()]
        self.machines.write_text(json.dumps(groups))

    def promote(self, *options):
        return self.run(FLEET / "promote", self.folder, self.machines, "--every", "1s", *options)

    def versions(self):
        """{ring: version} of the rings that have the package."""
        rows = {}
        for ring in ("canary", "early", "stable"):
            listed = self.run("reprepro", "--confdir", self.folder / "conf", "--list-format", "${version}", "list", ring)
            if listed.stdout:
                rows[ring] = listed.stdout
        return rows

    def is_signed(self, ring):
        """Whether gpg verifies the ring's signature with the published key alone."""
        keyring = self._scratch / "keyring.gpg"
        public = self.folder / "public"
        self.run("gpg", "--batch", "--yes", "--dearmor", "--output", keyring, public / "aeolian.asc")
        return self.run("gpgv", "--keyring", keyring, public / "dists" / ring / "InRelease").returncode == 0
