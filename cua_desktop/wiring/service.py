"""Who decides, as the settings have it: the service, what it is told and asked for, or the offline model."""

from dataclasses import replace

from cua_desktop import environment, instructions, paths
from cua_desktop.agent.errors import CredentialsError, SettingsError
from cua_desktop.agent.systems import running_on
from cua_desktop.models import connection_check
from cua_desktop.models.client import ResponsesModel
from cua_desktop.models.connection_check import ConnectionReport
from cua_desktop.models.dialects import Dialect, Wishes, dialect_for
from cua_desktop.models.endpoint import AZURE_SCOPE, OLD_AZURE_SCOPE, OPENAI_URL, Endpoint, entra_token
from cua_desktop.models.offline import offline_transport
from cua_desktop.paths import Profile
from cua_desktop.practice.player import Player
from cua_desktop.settings import Settings


def model_for(
    settings: Settings, profile: Profile, dialect: Dialect, api_key: str | None, player: Player | None
) -> ResponsesModel:
    """Who decides. Raises SettingsError, CredentialsError."""
    told = instructions_for(settings, profile)
    if settings.provider == "offline":
        return ResponsesModel(
            model="offline",
            dialect=dialect,
            endpoint=Endpoint("http://offline.invalid/v1", "offline"),
            instructions=told,
            transport=offline_transport(player or Player()),
        )
    return ResponsesModel(
        model=settings.model,
        dialect=dialect,
        endpoint=endpoint(settings, api_key),
        instructions=told,
        wishes=wishes(settings, profile),
    )


async def check_connection(settings: Settings, profile: Profile, api_key: str | None) -> ConnectionReport:
    """Which of key, model and tool work with these settings. Raises SettingsError, CredentialsError."""
    dialect = dialect_for(settings.model, settings.tool)
    return await connection_check.check_connection(model_for(settings, profile, dialect, api_key, None))


def offline(settings: Settings, tool: str) -> Settings:
    """The same settings with the offline model in the given dialect."""
    return replace(settings, provider="offline", model="offline", tool=tool)


def endpoint(settings: Settings, api_key: str | None) -> Endpoint:
    """Where requests go, and as whom. Raises SettingsError, CredentialsError."""
    if api_key is None and settings.key_of:
        variable = environment.KEY_VARIABLES[settings.provider]
        raise CredentialsError(
            f"There is no API key for {settings.provider}.",
            f"Set one in the settings of the window, or in the environment variable {variable}.",
        )
    base_url = settings.base_url or environment.base_url(settings.provider)
    if settings.provider == "azure" and base_url is None:
        raise SettingsError(
            "Azure OpenAI needs the base URL of your resource.",
            "It looks like https://RESOURCE.openai.azure.com/openai/v1/",
        )
    scope = OLD_AZURE_SCOPE if settings.api_version else AZURE_SCOPE
    pairs = (each.partition(":") for each in settings.headers.split(";") if each.strip())
    return Endpoint(
        base_url or OPENAI_URL,
        api_key if settings.key_of else None,
        token=None if settings.key_of else entra_token(scope),
        api_version=settings.api_version if settings.provider == "azure" else "",
        headers={name.strip(): value.strip() for name, _, value in pairs},
        ca_file=settings.ca_file,
        organization=settings.organization,
        project=settings.project,
    )


def wishes(settings: Settings, profile: Profile) -> Wishes:
    """What is left at the service's own default is not sent."""
    return Wishes(
        summary=settings.reasoning_summary.replace("none", ""),
        effort=settings.effort.replace("default", ""),
        truncation=settings.truncation.replace("default", ""),
        service_tier=settings.service_tier.replace("auto", ""),
        safety_identifier=paths.identifier(profile) if settings.safety_identifier == "on" else "",
        max_output_tokens=settings.longest_answer or None,
    )


def instructions_for(settings: Settings, profile: Profile) -> str:
    """What the model is told first. Raises SettingsError for a text of the user's own that can't be used."""
    system = running_on()
    values = {
        "system": system.desktop,
        "system_key": system.own_key,
        "screen": "all monitors" if settings.monitor == "all" else f"monitor {settings.monitor}",
        "stop_keys": settings.stop_chord.upper(),
    }
    return instructions.filled(instructions.text_in(profile).read(), values)
